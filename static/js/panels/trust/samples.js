/** What networks with dropped units say: one tick for each, class by class. */
import { html } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";

/** @import { Spread } from "../../server/trust.js" */

const SHOWN = 4;

/** @param {{found: Spread, classes: string[], again: () => void}} props */
export function Samples({ found, classes, again }) {
  const order = [...classes.keys()].sort((a, b) => found.mean[b] - found.mean[a]).slice(0, SHOWN);
  return html`<p class="trust-words">${found.words}</p>
    <ul class="trust-samples">
      ${order.map(
        (index) =>
          html`<li key=${index}>
            <b>${classes[index]}</b>
            <svg viewBox="0 0 200 16" preserveAspectRatio="none" aria-hidden="true">
              ${found.probabilities.map((row) => {
                const x = 1 + 198 * row[index];
                return html`<line x1=${x} x2=${x} y1="1" y2="15" />`;
              })}
            </svg>
            <span>${honest(found.mean[index])}</span>
          </li>`,
      )}
    </ul>
    <p class="trust-note">
      ${`${found.samples} times other units of ${found.layers.join(" and ")} were dropped; each tick is one answer, the number their mean.`}
      ${" "}<button type="button" class="button" onClick=${again}>Drop others</button>
    </p>`;
}
