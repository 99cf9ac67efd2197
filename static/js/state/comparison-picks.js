/** Pointing and pinning go together: a cell of A and the cell that stands there in B. */
import { counterpart, turned } from "../core/counterpart.js";
import { effect } from "../core/signals.js";
import { samePick } from "./selection.js";

/** @import { Pick, ReadonlySignal } from "../types.js" */
/** @import { State } from "./store.js" */

/** Nothing was led by B. */
const NOTHING = Symbol("nothing");

/**
 * @param {State} state
 * @param {State} side
 * @param {ReadonlySignal<Map<string, string>>} pairs B's counterparts of A's layers
 * @returns {() => void} the undo
 */
export function linkPicks(state, side, pairs) {
  const undo = [link("hover"), link("pin")];

  /** @param {"hover" | "pin"} name */
  function link(name) {
    const [ours, theirs] = [state[name], side[name]];
    /** What A has because B has its counterpart. @type {Pick | null | typeof NOTHING} */
    let led = NOTHING;
    /** What B has because of A. @type {Pick | null} */
    let given = null;
    let network = side.anatomy.peek();
    const layers = (/** @type {State} */ one) => one.anatomy.peek()?.layers ?? [];
    const offs = [
      effect(() => {
        const pick = ours.value;
        const other = side.anatomy.value;
        void pairs.value;
        if (pick === led && other === network) return;
        network = other;
        led = NOTHING;
        given = counterpart(pick, layers(state), layers(side), pairs.value);
        if (samePick(theirs.peek(), given)) given = theirs.peek();
        theirs.value = given;
      }),
      effect(() => {
        const pick = theirs.value;
        if (pick === given || side.anatomy.peek() !== network) return; // another network lets go
        given = pick;
        const found = counterpart(pick, layers(side), layers(state), turned(pairs.peek()));
        led = samePick(ours.peek(), found) ? ours.peek() : found;
        ours.value = led;
      }),
    ];
    return () => offs.forEach((off) => off());
  }

  return () => undo.forEach((call) => call());
}
