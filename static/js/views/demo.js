/**
 * The first visit: a real digit is drawn on the pad, and the whole network answers, until the first
 * touch. It is shown as the past is: in place of the drawing, which stays blank.
 */
import { countPoints, lastTime, pointsUntil } from "../core/ink.js";
import { effect } from "../core/signals.js";
import { DIGITS } from "./demo-digits.js";

/** @import { Drawing, Ink } from "../types.js" */
/** @import { State } from "../state/store.js" */
/** @import { Ticker } from "../state/replay.js" */

/** How long a finished digit stays, and how long the pad is blank before the next, in ms. */
const STAY = 2600;
const REST = 500;

/**
 * @param {State} state
 * @param {Ticker} ticker
 * @param {() => void} whenOver somebody draws, or has chosen something else to see
 * @returns {{rest: () => void, end: () => void}}
 */
export function playDemo(state, ticker, whenOver) {
  /** @type {Drawing | null} */
  let shown = null;
  /** @param {Ink} ink */
  const show = (ink) => {
    shown = { ink, picture: null };
    state.past.value = shown;
  };
  const end = () => {
    if (state.past.peek() === shown) state.past.value = null;
  };
  const rest = () => {
    if (state.past.peek() !== shown) return;
    state.demo.value = "rests";
    show(last);
  };
  const start = ticker.now();
  const last = DIGITS[DIGITS.length - 1];
  const tick = () => {
    if (state.demo.peek() !== "draws") return;
    const ink = inkAt(ticker.now() - start);
    if (!shown || countPoints(ink.strokes) !== countPoints(shown.ink.strokes)) show(ink);
    if (ink === last) state.demo.value = "rests";
    else ticker.frame(tick);
  };

  if (ticker.calm()) {
    state.demo.value = "rests";
    show(last);
  } else {
    state.demo.value = "draws";
    tick();
  }
  const stop = effect(() => {
    if (state.past.value === shown) return;
    state.demo.value = "";
    queueMicrotask(() => {
      stop();
      whenOver();
    });
  });
  return { rest, end };
}

/** What is on the pad so long after the start; the last digit stays. @param {number} time ms */
export function inkAt(time) {
  let left = time;
  for (const digit of DIGITS) {
    const length = lastTime(digit);
    if (left < length) return left < 0 ? NOTHING : pointsUntil(digit, NOTHING, left);
    left -= length;
    if (left < STAY || digit === DIGITS[DIGITS.length - 1]) return digit;
    left -= STAY + REST;
    if (left < 0) return NOTHING;
  }
  return NOTHING;
}

/** @type {Ink} */
const NOTHING = { strokes: [], width: DIGITS[0].width };
