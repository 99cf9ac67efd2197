/** The input channels of a sum: what each gave, and which of them is looked at. */
import { html } from "../core/ui.js";
import { extentOf } from "../core/colormap.js";
import { precise } from "../kinds/text.js";
import { barsOf } from "../render/bars.js";

/** @import { Parts } from "../kinds/kind.js" */

/** @param {{parts: Parts, choose: (part: number | null) => void}} props */
export function PartsStrip({ parts, choose }) {
  const { shown, sums } = parts;
  return html`<div class="parts">
    <${Stepper} parts=${parts} choose=${choose} />
    <${Sums} parts=${parts} choose=${choose} />
    <span class="part-sum">${shown < 0 ? "" : `gave ${precise(sums[shown])}`}</span>
  </div>`;
}

/** One channel back or on, or all. @param {{parts: Parts, choose: (part: number | null) => void}} props */
function Stepper({ parts: { shown, names }, choose }) {
  const count = names.length;
  const all = shown < 0;
  const step = (/** @type {number} */ by) =>
    html`<button
      type="button"
      aria-label=${`Input channel ${by < 0 ? "before" : "after"}`}
      disabled=${all}
      onClick=${() => choose((shown + by + count) % count)}
    >
      ${by < 0 ? "‹" : "›"}
    </button>`;
  return html`<div class="segments small" role="group" aria-label="Input channels">
    ${step(-1)}
    <span class="part-name" role="status">
      ${all ? `all ${count} input channels` : `input channel ${names[shown]} (${shown + 1} of ${count})`}
    </span>
    ${step(1)}
    <button type="button" aria-pressed=${all} onClick=${() => choose(all ? null : -1)}>all</button>
  </div>`;
}

/** What each channel gave, as bars to click on. @param {{parts: Parts, choose: (part: number) => void}} props */
function Sums({ parts: { shown, sums }, choose }) {
  const bars = barsOf(sums, extentOf(sums, "signed"));
  const point = (/** @type {MouseEvent} */ event) => {
    const strip = /** @type {HTMLElement} */ (event.currentTarget);
    const at = Math.floor((event.offsetX / strip.clientWidth) * sums.length);
    choose(Math.min(sums.length - 1, at));
  };
  return html`<div
    class="part-sums"
    aria-hidden="true"
    onClick=${point}
    title="What each input channel gave; click to look at it"
  >
    ${bars.map(
      ({ from, to }, at) =>
        html`<i
          class=${`${sums[at] < 0 ? "minus" : ""} ${at === shown ? "shown" : ""}`}
          style=${{ "--from": `${100 * (1 - to)}%`, "--to": `${100 * from}%` }}
        ></i>`,
    )}
  </div>`;
}
