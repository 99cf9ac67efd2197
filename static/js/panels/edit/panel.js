/** Change the network for this page: a channel's output, its bias, its kernel; see what it does. */
import { html, useEffect } from "../../core/ui.js";
import { targetAt, targetsOf } from "../../views/edit-target.js";
import { styled } from "../../render/style.js";
import { Bias } from "./bias.js";
import { Choice } from "./choice.js";
import { Effect } from "./effect.js";
import { EditList } from "./list.js";
import { Output } from "./output.js";
import { Weights } from "./weights.js";

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Anatomy } from "../../types.js" */
/** @import { Target } from "../../views/edit-target.js" */

await styled("edit");

/** @typedef {{state: State, actions: Actions, anatomy: Anatomy, target: Target, channel: number}} EditProps */

/** @param {{state: State, actions: Actions}} context */
export function EditPanel({ state, actions }) {
  const anatomy = state.anatomy.value;
  const pin = state.pin.value;
  useEffect(() => {
    if (!anatomy) return;
    const picked = targetAt(anatomy, pin);
    const target = picked ?? firstWithWeights(targetsOf(anatomy));
    if (!target || (!picked && state.editing.peek())) return;
    actions.setEditing({ stage: target.stage.id, channel: picked && pin ? pin.channel : 0 });
  }, [anatomy, pin?.layer, pin?.channel]);
  useEffect(() => () => actions.setEditing(null), []);
  if (!anatomy) return null;
  const targets = targetsOf(anatomy);
  const chosen = state.editing.value;
  const target =
    targets.find(({ stage }) => stage.id === chosen?.stage) ?? firstWithWeights(targets);
  if (!target) return html`<p class="lead">This network has nothing to change.</p>`;
  const channel = Math.min(chosen?.channel ?? 0, target.output.shape[0] - 1);
  const props = { state, actions, anatomy, target, channel };
  return html`<div class="edit-panel">
    <p class="lead">Change the network and draw on. Only this page sees it.</p>
    <${Choice} ...${props} targets=${targets} />
    <${Output} ...${props} />
    <${Bias} ...${props} />
    <${Weights} ...${props} />
    <${EditList} ...${props} />
    <${Effect} state=${state} actions=${actions} />
  </div>`;
}

/** @param {Target[]} targets */
const firstWithWeights = (targets) => targets.find(({ kernel }) => kernel) ?? targets[0];
