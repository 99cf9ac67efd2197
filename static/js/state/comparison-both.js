/** Both sides of a comparison as the server is asked about them. */
import { computed } from "../core/signals.js";

/** @import { ReadonlySignal } from "../types.js" */
/** @import { Other } from "../core/other.js" */
/** @import { Both } from "../server/patch.js" */
/** @import { State } from "./store.js" */

/**
 * Null while one of them is not settled, or blank.
 *
 * @param {State} state
 * @param {State} side
 * @param {ReadonlySignal<Other | null>} wanted
 * @returns {ReadonlySignal<Omit<Both, "patches"> | null>}
 */
export const bothOf = (state, side, wanted) => computed(() => settled(state, side, wanted.value));

/**
 * @param {State} state
 * @param {State} side
 * @param {Other | null} other
 * @returns {Omit<Both, "patches"> | null}
 */
function settled(state, side, other) {
  const [a, b] = [state, side].map(({ anatomy }) => anatomy.value?.id);
  if (!other || !a || a !== state.networkId.value || b !== other.network) return null;
  if (state.bare.value || side.bare.value) return null;
  const fit = state.fit.value;
  return {
    donor: {
      network: a,
      drawing: state.seen.value,
      fit,
      edits: state.edits.value,
      checkpoint: state.checkpoint.value,
    },
    receiver: {
      network: b,
      drawing: side.seen.value,
      fit,
      edits: side.edits.value,
      checkpoint: other.checkpoint,
    },
  };
}
