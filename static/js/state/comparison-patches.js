/** The patches of a comparison: each change is a step that can be undone. */
import { back, forth, noHistory, remember } from "../core/history.js";
import { NO_PATCHES } from "../core/other.js";
import { withPatch } from "../core/patches.js";
import { batch, signal } from "../core/signals.js";

/** @import { ReadonlySignal, Signal } from "../types.js" */
/** @import { History } from "../core/history.js" */
/** @import { Patch } from "../core/patches.js" */

/**
 * @param {ReadonlySignal<readonly Patch[]>} now
 * @param {(next: readonly Patch[]) => void} set
 */
export function patching(now, set) {
  /** @type {Signal<History<readonly Patch[]>>} */
  const history = signal(noHistory());

  /** @param {readonly Patch[]} next */
  function put(next) {
    if (next.length === 0 && now.peek().length === 0) return;
    batch(() => {
      history.value = remember(history.peek(), now.peek());
      set(next);
    });
  }

  /** @param {ReturnType<typeof back<readonly Patch[]>>} step */
  function travel(step) {
    if (!step) return;
    batch(() => {
      history.value = step.history;
      set(step.value);
    });
  }

  return {
    history,
    /** @param {Patch} patch */
    addPatch: (patch) => put(withPatch(now.peek(), patch)),
    /** @param {Patch} patch */
    removePatch: (patch) => put(now.peek().filter((each) => each !== patch)),
    resetPatches: () => put(NO_PATCHES),
    undoPatch: () => travel(back(history.peek(), now.peek())),
    redoPatch: () => travel(forth(history.peek(), now.peek())),
    forgetPatches() {
      history.value = noHistory();
    },
  };
}
