/** Which layer's map: a slider from the drawing to the answer, and how far classes have come apart. */
import { html } from "../../core/ui.js";

/** @import { NearMap } from "../../server/near.js" */

const WIDTH = 100;
const HEIGHT = 26;

/** @param {{map: NearMap, chosen: string, choose: (layer: string) => void}} props `chosen`: whose map comes next, or is here */
export function Depth({ map: { layer, layers }, chosen, choose }) {
  const numberOf = (/** @type {string} */ name) => layers.findIndex((each) => each.layer === name);
  const at = numberOf(layer);
  const thumb = numberOf(chosen);
  const shares = layers.map(({ agreement }) => agreement);
  const text = (/** @type {number} */ number) => `${(100 * shares[number]).toFixed(1)} %`;
  return html`<div class="near-depth">
    <label>
      <span><b>${layer}</b>${at === 0 ? " (the drawing itself)" : ""}</span>
      <span>layer ${at + 1} of ${layers.length}</span>
      <input
        type="range"
        min="0"
        max=${layers.length - 1}
        value=${thumb}
        aria-label="Layer"
        aria-valuetext=${`${chosen}, ${text(thumb)} of neighbours are of the same class`}
        onInput=${(/** @type {Event} */ { target }) =>
          choose(layers[Number(/** @type {HTMLInputElement} */ (target).value)].layer)}
      />
    </label>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      <polyline points=${line(shares)} />
    </svg>
    <p class="near-words">
      ${"Classes come apart: "}<b>${text(at)}</b>${" of a digit’s twelve nearest are of its class here."}
    </p>
  </div>`;
}

/** @param {number[]} shares */
function line(shares) {
  const low = Math.min(...shares);
  const spread = Math.max(...shares) - low || 1;
  const step = WIDTH / Math.max(shares.length - 1, 1);
  return shares
    .map((share, at) => `${at * step},${HEIGHT - 2 - ((share - low) / spread) * (HEIGHT - 4)}`)
    .join(" ");
}
