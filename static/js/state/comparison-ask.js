/** What the server says of both sides: newest wins, one question at a time, at a bounded pace. */
import { effect } from "../core/signals.js";
import { ProblemError } from "../server/api.js";
import { askBoth, saidIn } from "../server/patch.js";

/** @import { ReadonlySignal, Signal } from "../types.js" */
/** @import { Patch } from "../core/patches.js" */
/** @import { Archive } from "../core/safetensors.js" */
/** @import { Both, Said } from "../server/patch.js" */
/** @import { State } from "./store.js" */

/** The page's own answers come first: those about both are this far apart, in ms, or more. */
const PACE = 66;

/**
 * @param {object} options
 * @param {ReadonlySignal<Omit<Both, "patches"> | null>} options.both null: nothing can be asked
 * @param {ReadonlySignal<readonly Patch[]>} options.patches
 * @param {State} options.side whose painted layers are wanted
 * @param {(archive: Archive, said: Said) => void} options.hear
 * @param {Signal<string>} options.problem
 * @returns {() => void} stops
 */
export function askPaced({ both, patches, side, hear, problem }) {
  /** @typedef {{both: Both, layers: readonly string[]}} Question */
  /** @type {Question | null} */
  let wanted = null;
  let busy = false;
  const stop = new AbortController();

  /** @param {Question} question */
  async function answer({ both, layers }) {
    try {
      const archive = await askBoth(both, layers, stop.signal);
      if (!stop.signal.aborted) hear(archive, saidIn(archive));
    } catch (error) {
      if (stop.signal.aborted) return;
      if (!(error instanceof ProblemError)) throw error;
      problem.value = error.message;
    }
  }

  async function goOn() {
    busy = true;
    while (wanted && !stop.signal.aborted) {
      const [question, began] = [wanted, performance.now()];
      wanted = null;
      await answer(question);
      const rest = PACE - (performance.now() - began);
      if (rest > 0) await new Promise((done) => setTimeout(done, rest));
    }
    busy = false;
  }

  const off = effect(() => {
    const now = both.value;
    const layers = side.painted.value;
    void side.connection.value; // what failed for want of a server is asked again
    const given = patches.value;
    wanted = now && layers.length ? { both: { ...now, patches: given }, layers } : null;
    if (wanted && !busy) goOn();
  });
  return () => {
    off();
    stop.abort();
  };
}
