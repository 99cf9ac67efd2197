/** The drawing again, at the hand's speed; without motion for those who do not want any. */
import { keyMoments, spotsOf } from "../core/moments.js";

/** @import { State } from "./store.js" */

/** Slower and faster than the hand was. */
export const SPEEDS = [1, 2, 4];

/** How long one step is shown where nothing may move, in ms. */
const STEP = 900;

/**
 * @typedef {object} Ticker
 * @property {() => number} now milliseconds
 * @property {(call: () => void) => any} frame calls before the next picture of the screen
 * @property {() => boolean} calm nothing may move
 */

/** @type {Ticker} */
export const SCREEN = {
  now: () => performance.now(),
  frame: (call) => requestAnimationFrame(call),
  calm: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
};

/**
 * @param {State} state
 * @param {{passBy: (spot: number) => void, returnToNow: () => void}} moments
 * @param {Ticker} [ticker]
 */
export function replayActions(state, moments, ticker = SCREEN) {
  /** What the replay shows; something else there means that somebody took over. @type {unknown} */
  let shown = null;

  /** @param {number} spot */
  function show(spot) {
    moments.passBy(spot);
    shown = state.past.peek();
  }

  /** @param {number[]} spots @param {number} from @param {() => boolean} goesOn */
  function run(spots, from, goesOn) {
    const end = spots[spots.length - 1];
    let [spot, time] = [from, ticker.now()];
    const tick = () => {
      if (!goesOn()) return;
      const passed = ticker.now() - time;
      time += passed;
      spot += passed * state.speed.peek();
      if (spot >= end) return finish();
      show(spot);
      ticker.frame(tick);
    };
    show(spot);
    ticker.frame(tick);
  }

  /** @param {number[]} stops @param {() => boolean} goesOn */
  function step(stops, goesOn) {
    let [at, time] = [0, ticker.now()];
    const tick = () => {
      if (!goesOn()) return;
      if (ticker.now() - time >= STEP / state.speed.peek()) {
        time = ticker.now();
        at += 1;
        if (at >= stops.length) return finish();
        show(stops[at]);
      }
      ticker.frame(tick);
    };
    show(stops[0]);
    ticker.frame(tick);
  }

  function finish() {
    state.replaying.value = false;
    moments.returnToNow();
  }

  let runs = 0;

  return {
    /** Play from where the timeline stands, from its start when it stands at the end. */
    replay() {
      const list = state.moments.peek();
      if (list.length === 0) return;
      const spots = spotsOf(list);
      const here = state.past.peek() ? (state.instant.peek() ?? 0) : Infinity;
      const from = here < spots[spots.length - 1] ? here : 0;
      const mine = ++runs;
      const goesOn = () => {
        if (mine !== runs || !state.replaying.peek()) return false;
        if (state.past.peek() === shown) return true;
        state.replaying.value = false;
        return false;
      };
      state.replaying.value = true;
      if (!ticker.calm()) run(spots, from, goesOn);
      else
        step(
          keyMoments(list)
            .map((at) => spots[at])
            .filter((spot) => spot >= from),
          goesOn,
        );
    },

    /** Stay where the replay is. */
    pauseReplay() {
      state.replaying.value = false;
    },

    /** The next of the speeds. */
    nextSpeed() {
      state.speed.value = SPEEDS[(SPEEDS.indexOf(state.speed.peek()) + 1) % SPEEDS.length];
    },
  };
}
