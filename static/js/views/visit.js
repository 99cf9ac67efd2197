/** For those who are new: a demonstration until the first touch, and the way to the tour. */
import { effect } from "../core/signals.js";
import { SCREEN } from "../state/replay.js";
import { rememberVisit } from "../state/visit.js";
import { playDemo } from "./demo.js";

/** @import { State } from "../state/store.js" */

/**
 * @param {HTMLElement} draw pad and tools: touching any of it ends the demonstration
 * @param {State} state
 * @param {() => void} openTour
 */
export function welcome(draw, state, openTour) {
  const words = /** @type {HTMLElement} */ (draw.querySelector("#ink-demo"));
  const tour = /** @type {HTMLElement} */ (words.querySelector("button"));
  const stop = effect(() => {
    words.hidden = !state.demo.value;
  });
  const touched = (/** @type {Event} */ event) => {
    const tabs = event instanceof KeyboardEvent && ["Tab", "Shift"].includes(event.key);
    if (!tabs && !(event.target instanceof Node && words.contains(event.target))) demo.end();
  };
  const over = () => {
    stop();
    rememberVisit();
    for (const name of TOUCHES) draw.removeEventListener(name, touched, true);
  };
  for (const name of TOUCHES) draw.addEventListener(name, touched, true);
  tour.addEventListener("click", () => {
    demo.rest();
    openTour();
  });
  const demo = playDemo(state, SCREEN, over);
}

const TOUCHES = ["pointerdown", "keydown"];
