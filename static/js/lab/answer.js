/** What the network that is trained says of the drawing, while it learns. */
import { html } from "../core/ui.js";
import { honest } from "../core/verdict.js";

/** @import { State } from "../state/store.js" */
/** @import { Lab } from "./state.js" */

/** @param {{page: State, lab: Lab}} context */
export function Answer({ page, lab }) {
  const answer = (!lab.changed.value && lab.view.value?.answer) || null;
  const shown = page.bare.value ? null : answer;
  const hint = page.bare.value ? "Draw a digit" : "Train, and it reads this";
  return html`<div class="verdict">
      <div id="prediction">${shown?.label ?? ""}</div>
      <div class="verdict-words">
        <p class="probability">${shown ? honest(shown.probability) : hint}</p>
        <p class="next">
          ${shown ? `at step ${lab.view.value?.step.toLocaleString("en")}` : "and watch it being learned"}
        </p>
      </div>
    </div>
    <ol class="bars" id="bars" aria-label="Probabilities">
      ${Array.from({ length: 10 }, (_, index) => {
        const share = shown?.probabilities[index] ?? 0;
        return html`<li key=${index} class=${shown?.index === index ? "first" : ""}>
          <span class="name">${index}</span>
          <span class="track"
            ><span
              class="fill"
              style=${{ backgroundSize: `${(100 * share).toFixed(2)}% 100%` }}
            ></span
          ></span>
          <span class="value">${shown ? honest(share) : ""}</span>
        </li>`;
      })}
    </ol>`;
}
