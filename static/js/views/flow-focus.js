/** The keyboard's focus goes where the eyes are: to the column of a layer. */

/**
 * Focus what the column of a layer shows, once the page has it; who has gone elsewhere by then
 * stays there.
 *
 * @param {string} name of the layer
 */
export function focusLayer(name) {
  const from = document.activeElement;
  requestAnimationFrame(() => {
    if (![from, document.body].includes(document.activeElement)) return;
    const flow = from?.closest(".flow") ?? document; // of two beside each other
    const layers = [...flow.querySelectorAll(".stage [data-layer]")];
    const layer = layers.find((each) => each instanceof HTMLElement && each.dataset.layer === name);
    const shown = layer?.closest(".stage")?.querySelector("[data-layer]:not([hidden])");
    if (shown instanceof HTMLElement) shown.focus({ preventScroll: pageScrolls() });
  });
}

/** On a phone the whole page would jump; elsewhere only the flow moves. */
const pageScrolls = () => document.documentElement.scrollHeight > innerHeight + 1;
