/** M and S: switch the picked channel off, or leave it alone in its layer. */
import { targetAt } from "./edit-target.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */

/** @param {{state: State, actions: Actions}} context @param {"toggleOff" | "toggleSolo"} toggle */
export function toggleChannel({ state, actions }, toggle) {
  const [anatomy, chosen] = [state.anatomy.peek(), state.editing.peek()];
  const pick = state.picked.peek() ?? (chosen && { layer: chosen.stage, channel: chosen.channel });
  const target = anatomy && targetAt(anatomy, pick);
  if (target && pick) actions[toggle](target.output.name, pick.channel);
}
