/** What the server says about the drawing on the page: asked when the pen rests, newest wins. */
import { effect } from "../core/signals.js";
import { useEffect, useState } from "../core/ui.js";
import { ProblemError } from "../server/api.js";

/** @import { State } from "../state/store.js" */
/** @import { Drawing, Edit, Fit } from "../types.js" */

/** Milliseconds that the pen has to rest. */
const REST = 120;

/** @typedef {{drawing: Drawing, fit: Fit | null, edits: readonly Edit[], checkpoint: number | null}} Facts what is on screen */

/**
 * @template T
 * @typedef {object} Asked
 * @property {T | null} answer the newest one
 * @property {boolean} stale the drawing has changed since
 * @property {string} problem why there is no newer one
 */

/**
 * @template T
 * @param {State} state
 * @param {((network: string, facts: Facts, signal: AbortSignal) => Promise<T>) | null} fetch null: nothing is asked
 * @param {readonly (string | number | boolean)[]} [wanted] what else the answer depends on
 * @param {object} [options]
 * @param {number} [options.rest] milliseconds
 * @param {boolean} [options.finished] the answer is the same at any moment of the training
 * @returns {Asked<T>}
 */
export function useAsked(state, fetch, wanted = [], { rest = REST, finished = false } = {}) {
  const nothing = { answer: null, stale: false, problem: "" };
  const [asked, set] = useState(/** @type {Asked<T>} */ (nothing));
  useEffect(() => {
    /** @type {any} */
    let timer = null;
    let stop = new AbortController();
    const off = effect(() => {
      const network = state.anatomy.value?.id;
      const facts = {
        drawing: state.seen.value,
        fit: state.fit.value,
        edits: state.edits.value,
        checkpoint: finished ? null : state.checkpoint.value,
      };
      void state.connection.value; // what failed for want of a server is asked again
      clearTimeout(timer);
      stop.abort();
      if (!fetch || !network || state.bare.value) {
        set(nothing);
        return;
      }
      set((before) => (before.stale ? before : { ...before, stale: true }));
      timer = setTimeout(() => {
        stop = new AbortController();
        ask(() => fetch(network, facts, stop.signal), stop.signal, set);
      }, rest);
    });
    return () => {
      off();
      clearTimeout(timer);
      stop.abort();
    };
  }, wanted);
  return asked;
}

/**
 * @template T
 * @param {() => Promise<T>} fetch
 * @param {AbortSignal} signal
 * @param {(next: Asked<T> | ((before: Asked<T>) => Asked<T>)) => void} set
 */
async function ask(fetch, signal, set) {
  try {
    const answer = await fetch();
    if (!signal.aborted) set({ answer, stale: false, problem: "" });
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof ProblemError)) throw error;
    set({ answer: null, stale: false, problem: error.message });
  }
}
