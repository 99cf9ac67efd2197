/** The page's keys, and the way to the tour: a dialog that is made when it is asked for. */
import { html } from "../core/ui.js";
import { styled } from "../render/style.js";
import { openDialog } from "./dialog.js";
import { KEYS, PLACES, capsOf } from "./keys.js";
import { SPACE_KEYS } from "./space/keys.js";

await styled("help");

/** @type {typeof PLACES} */
const ALL_PLACES = [...PLACES, { place: "space", title: "On the layers in 3D" }];

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */
/** @import { Key } from "./keys.js" */

/** @param {{state: State, actions: Actions}} context @param {() => void} openTour */
export function openHelp(context, openTour) {
  const dialog = openDialog("help", (close) => {
    const tour = () => {
      close();
      openTour();
    };
    return html`<${Help} ...${context} close=${close} tour=${tour} />`;
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

/** @param {{state: State, actions: Actions, close: () => void, tour: () => void}} props */
function Help({ state, actions, close, tour }) {
  const mac = /Mac|iP(hone|ad)/.test(navigator.platform);
  return html`<div class="help-sheet">
    <header>
      <h2 id="help-title">Keys</h2>
      <button type="button" class="button" onClick=${tour}>Take the tour</button>
      <button type="button" class="button" aria-label="Close" autofocus onClick=${close}>✕</button>
    </header>
    <label class="help-switch">
      <input
        type="checkbox"
        id="shortcuts"
        checked=${state.shortcuts.value}
        onChange=${(/** @type {any} */ event) => actions.setShortcuts(event.target.checked)}
      />
      <span
        >Single keys work anywhere on the page.
        <small>Off: only with Ctrl, and in what has the focus.</small></span
      >
    </label>
    <div class=${`help-groups ${state.shortcuts.value ? "" : "off"}`}>
      ${ALL_PLACES.map(
        ({ place, title }) =>
          html`<section key=${place}>
            <h3>${title}</h3>
            <dl>
              ${[...KEYS, ...SPACE_KEYS]
                .filter((key) => key.place === place)
                .map((key) => html`<${Line} key=${key.command} line=${key} mac=${mac} />`)}
            </dl>
          </section>`,
      )}
    </div>
    <p>With mouse, pen or finger: draw on the pad, point at any number, click to hold it.</p>
  </div>`;
}

/** Four arrows are said with one cap. @param {readonly string[]} combos */
const shortened = (combos) =>
  combos.length === 4 ? [combos[0].replace("ArrowLeft", "← ↑ → ↓")] : combos;

/** What the switch above is about. @param {Key} line @param {string} combo */
const isLetter = ({ place }, combo) =>
  place === "page" && combo.replace("Shift+", "").length === 1 ? "" : undefined;

/** @param {{line: Key, mac: boolean}} props */
function Line({ line, mac }) {
  return html`<div data-key=${`${line.place}.${line.command}`}>
    <dt>
      ${shortened(line.combos).map(
        (combo, i) =>
          html`${i > 0 && html`<span> or </span>`}<span
              class="help-combo"
              data-single=${isLetter(line, combo)}
              >${capsOf(combo, mac).map((cap) => html`<kbd>${cap}</kbd>`)}</span
            >`,
      )}
    </dt>
    <dd>${line.words}</dd>
  </div>`;
}
