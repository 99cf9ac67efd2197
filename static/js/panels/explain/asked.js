/** The explanation of what is on screen: quick while the pen moves, whole when it rests. */
import { effect } from "../../core/signals.js";
import { useEffect, useRef, useState } from "../../core/ui.js";
import { ProblemError } from "../../server/api.js";
import { getExplanation } from "../../server/explain.js";
import { REAL_TIMERS } from "../../server/live.js";
import { createPace } from "./pace.js";

/** @import { State } from "../../state/store.js" */
/** @import { Explanation } from "../../server/explain.js" */

/**
 * @typedef {object} Asked
 * @property {Explanation | null} answer the newest one
 * @property {boolean} whole it is about what is on screen, and has its measures
 * @property {string} problem why there is no newer one
 */

/** @type {Asked} */
const NOTHING = { answer: null, whole: false, problem: "" };

/** Without the measures: maps and split only. */
const QUICK = "split";

/**
 * @param {State} state
 * @param {Record<string, string> | null} query null: nothing is asked
 * @param {boolean} none nothing can be asked, so that an earlier answer is no longer meant
 * @returns {Asked}
 */
export function useExplained(state, query, none) {
  const [asked, set] = useState(NOTHING);
  const wish = useRef(query);
  const pace = useRef(/** @type {ReturnType<typeof createPace> | null} */ (null));
  wish.current = query;
  useEffect(() => {
    const ask = (/** @type {boolean} */ whole, /** @type {AbortSignal} */ signal) =>
      answer(state, wish.current, whole, signal, set);
    pace.current = createPace(ask, REAL_TIMERS);
    let network = "";
    const off = effect(() => {
      void [state.seen.value, state.fit.value, state.edits.value, state.checkpoint.value];
      void state.connection.value;
      const before = network;
      network = state.anatomy.value?.id ?? "";
      if (state.bare.value || network !== before) set(NOTHING);
      else set((before) => (before.whole ? { ...before, whole: false } : before));
      pace.current?.changed();
    });
    return () => {
      off();
      pace.current?.stop();
    };
  }, []);
  useEffect(() => {
    set((before) => (none ? NOTHING : { ...before, whole: false }));
    if (none) pace.current?.stop();
    else pace.current?.changed();
  }, [none, query && new URLSearchParams(query).toString()]);
  return asked;
}

/**
 * @param {State} state
 * @param {Record<string, string> | null} query
 * @param {boolean} whole
 * @param {AbortSignal} signal
 * @param {(next: (before: Asked) => Asked) => void} set
 */
async function answer(state, query, whole, signal, set) {
  const network = state.anatomy.peek()?.id;
  if (!query || !network || state.bare.peek()) return;
  const facts = {
    drawing: state.seen.peek(),
    fit: state.fit.peek(),
    edits: state.edits.peek(),
    checkpoint: state.checkpoint.peek(),
  };
  const asking = whole ? query : { ...query, parts: QUICK };
  try {
    const found = await getExplanation(network, facts, asking, signal);
    const same = facts.drawing === state.seen.peek() && network === state.anatomy.peek()?.id;
    if (signal.aborted || network !== state.anatomy.peek()?.id || state.bare.peek()) return;
    set(() => ({ answer: found, whole: whole && same, problem: "" }));
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof ProblemError)) throw error;
    const problem = error.message;
    set(() => ({ answer: null, whole: true, problem }));
  }
}
