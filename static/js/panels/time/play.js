/** The training as a film: one moment after the other, from the start again when it has ended. */
import { useEffect } from "../../core/ui.js";

/** @import { State } from "../../state/store.js" */

/** Each moment stands for so long, in ms: long enough to look. */
const MOMENT = 700;

/** Whoever wants little motion goes step by step. */
export const wantsSteps = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * @param {State} state
 * @param {number} at
 * @param {number} count
 * @param {(at: number) => void} go
 */
export function usePlay(state, at, count, go) {
  const playing = state.lapsing.value;
  const pause = () => {
    state.lapsing.value = false;
  };
  useEffect(() => pause, []);
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => (at < count - 1 ? go(at + 1) : pause()), MOMENT);
    return () => clearTimeout(timer);
  }, [playing, at, count]);
  return {
    playing,
    pause,
    play() {
      const next = at < count - 1 ? at + 1 : 0;
      go(next);
      state.lapsing.value = !wantsSteps();
    },
  };
}
