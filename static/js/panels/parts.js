/** The input channels of a sum: what each gave, and which of them is looked at. */
import { html } from "../core/ui.js";
import { extentOf } from "../core/colormap.js";
import { precise } from "../kinds/text.js";
import { barsOf } from "../render/bars.js";

/** @import { Parts } from "../kinds/kind.js" */

/** @param {{parts: Parts, choose: (part: number | null) => void}} props */
export function PartsStrip({ parts: { shown, names, sums }, choose }) {
  const count = names.length;
  const all = shown < 0;
  const step = (/** @type {number} */ by) => choose((shown + by + count) % count);
  const bars = barsOf(sums, extentOf(sums, "signed"));
  const point = (/** @type {MouseEvent} */ event) => {
    const strip = /** @type {HTMLElement} */ (event.currentTarget);
    choose(Math.min(count - 1, Math.floor((event.offsetX / strip.clientWidth) * count)));
  };
  return html`<div class="parts">
    <div class="segments small" role="group" aria-label="Input channels">
      <button
        type="button"
        aria-label="Input channel before"
        disabled=${all}
        onClick=${() => step(-1)}
      >
        ‹
      </button>
      <span class="part-name" role="status">
        ${all ? `all ${count} input channels` : `input channel ${names[shown]} (${shown + 1} of ${count})`}
      </span>
      <button
        type="button"
        aria-label="Input channel after"
        disabled=${all}
        onClick=${() => step(1)}
      >
        ›
      </button>
      <button type="button" aria-pressed=${all} onClick=${() => choose(all ? null : -1)}>
        all
      </button>
    </div>
    <div
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
    </div>
    <span class="part-sum">${all ? "" : `gave ${precise(sums[shown])}`}</span>
  </div>`;
}
