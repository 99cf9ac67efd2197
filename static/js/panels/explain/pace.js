/**
 * When to ask while somebody draws: one question at a time, the newest next, and not so often that
 * live frames would wait; all that can be said only when the pen rests.
 */

/** @import { Timers } from "../../server/live.js" */

/** Milliseconds between two quick questions, at least; or as long as the last one took. */
const LEAST = 150;
/** Milliseconds without a change, before everything is asked. */
const REST = 280;

/**
 * @param {(whole: boolean, signal: AbortSignal) => Promise<void>} ask
 * @param {Pick<Timers, "after" | "cancel" | "now">} timers
 */
export function createPace(ask, timers) {
  /** @type {any} */
  let timer = null;
  /** @type {AbortController | null} */
  let running = null;
  let whole = false;
  let wanted = false;
  let free = 0;

  /** @param {boolean} all */
  async function start(all) {
    const own = new AbortController();
    const began = timers.now();
    [running, whole, wanted] = [own, all, false];
    try {
      await ask(all, own.signal);
    } finally {
      if (running === own) next(began);
    }
  }

  /** What follows the question that is over. @param {number} began */
  function next(began) {
    running = null;
    free = timers.now() + Math.max(LEAST, timers.now() - began);
    if (wanted) soon();
    else if (!whole) timer = timers.after(() => start(true), REST);
  }

  /** The next quick question. */
  function soon() {
    timers.cancel(timer);
    timer = timers.after(() => start(false), Math.max(0, free - timers.now()));
  }

  return {
    /** Something that the answer depends on is another. */
    changed() {
      wanted = true;
      if (running && whole) {
        running.abort();
        running = null;
      }
      if (!running) soon();
    },

    stop() {
      timers.cancel(timer);
      running?.abort();
      running = null;
    },
  };
}
