/** What the server says about the drawing on the page: asked when the pen rests, newest wins. */
import { effect } from "../../core/signals.js";
import { useEffect, useState } from "../../core/ui.js";
import { ProblemError } from "../../server/api.js";
import { getSteps } from "../../server/digits.js";

/** @import { State } from "../../state/store.js" */
/** @import { Preprocessing } from "../../server/digits.js" */

/** Milliseconds that the pen has to rest. */
const REST = 120;

/**
 * @typedef {object} Asked
 * @property {Preprocessing | null} answer the newest one
 * @property {boolean} stale the drawing has changed since
 * @property {string} problem why there is no newer one
 */

/** @param {State} state @returns {Asked} */
export function useSteps(state) {
  const [asked, set] = useState(/** @type {Asked} */ ({ answer: null, stale: false, problem: "" }));
  useEffect(() => {
    /** @type {any} */
    let timer = null;
    let stop = new AbortController();
    const off = effect(() => {
      const network = state.anatomy.value?.id;
      const facts = { drawing: state.seen.value, fit: state.fit.value, edits: state.edits.value };
      void state.connection.value; // what failed for want of a server is asked again
      clearTimeout(timer);
      stop.abort();
      if (!network || state.bare.value) {
        set({ answer: null, stale: false, problem: "" });
        return;
      }
      set((before) => (before.stale ? before : { ...before, stale: true }));
      timer = setTimeout(() => {
        stop = new AbortController();
        ask(network, facts, stop.signal, set);
      }, REST);
    });
    return () => {
      off();
      clearTimeout(timer);
      stop.abort();
    };
  }, []);
  return asked;
}

/**
 * @param {string} network
 * @param {Parameters<typeof getSteps>[1]} facts
 * @param {AbortSignal} signal
 * @param {(next: Asked | ((before: Asked) => Asked)) => void} set
 */
async function ask(network, facts, signal, set) {
  try {
    const answer = await getSteps(network, facts, signal);
    if (!signal.aborted) set({ answer, stale: false, problem: "" });
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof ProblemError)) throw error;
    const problem = error.message;
    set((before) => ({ ...before, problem }));
  }
}
