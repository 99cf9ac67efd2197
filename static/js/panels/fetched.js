/** What is fetched once and kept; what failed for want of a server is fetched again. */
import { useEffect, useState } from "../core/ui.js";
import { ProblemError } from "../server/api.js";

/** @import { State } from "../state/store.js" */

/**
 * @template T
 * @typedef {object} Fetched
 * @property {T | null} found
 * @property {string} problem why it is not here
 */

/**
 * @template T
 * @param {State} state
 * @param {string} key what is wanted; "": nothing
 * @param {(signal: AbortSignal) => Promise<T>} fetch
 * @returns {Fetched<T>}
 */
export function useFetched(state, key, fetch) {
  const nothing = { key, found: null, problem: "" };
  const [had, set] = useState(/** @type {Fetched<T> & {key: string}} */ (nothing));
  const now = had.key === key ? had : nothing;
  const open = state.connection.value === "open";
  useEffect(() => {
    if (!key || now.found) return;
    const stop = new AbortController();
    fetch(stop.signal).then(
      (found) => stop.signal.aborted || set({ key, found, problem: "" }),
      (error) => {
        if (stop.signal.aborted) return;
        if (!(error instanceof ProblemError)) throw error;
        set({ key, found: null, problem: error.message });
      },
    );
    return () => stop.abort();
  }, [key, open]);
  return now;
}
