/**
 * While the facts change, only what the page paints is asked for; when they rest, every layer once.
 *
 * Of a deep network most layers are hidden behind the one that their column shows. A third of the
 * bytes for each answer is what keeps the picture at the speed of the pen.
 */

/** @import { Facts } from "./wire.js" */
/** @import { Timers } from "./live.js" */

/** Every layer. @type {readonly string[]} */
export const ALL = Object.freeze([]);

/** Milliseconds without a change. */
const REST = 160;

/**
 * @param {(facts: Facts) => void} show
 * @param {Pick<Timers, "after" | "cancel">} timers
 * @returns {(facts: Facts, painted: readonly string[]) => void} `painted` empty: all layers
 */
export function askWhatIsPainted(show, timers) {
  /** @type {any} */
  let timer = null;
  return (facts, painted) => {
    timers.cancel(timer);
    show({ ...facts, layers: painted });
    if (painted.length) timer = timers.after(() => show({ ...facts, layers: ALL }), REST);
  };
}
