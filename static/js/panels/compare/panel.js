/** Compare: what stands beside the page's network, what both say, and what patches do. */
import { html, useEffect } from "../../core/ui.js";
import { styled } from "../../render/style.js";
import { comparisonOf } from "../../state/comparison.js";
import { Answers } from "./answers.js";
import { Patches } from "./patches.js";
import { Sides } from "./sides.js";
import { SweepList } from "./sweep.js";

await styled("compare");

/** @import { Actions } from "../../state/actions.js" */
/** @import { Comparison } from "../../state/comparison.js" */
/** @import { State } from "../../state/store.js" */

/** @typedef {{state: State, comparison: Comparison}} Context */

/** @param {{state: State, actions: Actions}} props */
export function Compare({ state, actions }) {
  const comparison = comparisonOf(state, actions);
  const known = state.anatomy.value !== null;
  useEffect(() => {
    if (known && state.compared.peek() === "") comparison.begin();
  }, [known]);
  const props = { state, comparison };
  if (!comparison.other.value)
    return html`<div class="compare">
      <p class="compare-words">Nothing stands beside this network.</p>
      <button type="button" class="button" onClick=${comparison.begin}>Compare</button>
    </div>`;
  return html`<div class="compare">
    <${Sides} ...${props} />
    <${Answers} ...${props} />
    <${Patches} ...${props} />
    <${SweepList} ...${props} />
  </div>`;
}
