/** The ink pad with all that belongs to it. */
import { effect } from "../core/signals.js";
import { hide, write } from "../render/write.js";
import { mountInk } from "./ink.js";
import { mountCursor } from "./keyboard.js";
import { mountPen } from "./pen.js";
import { mountPictures, mountTools } from "./tools.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */

/**
 * @param {HTMLElement} pad holds canvas, hint, source line, cursor and eraser ring
 * @param {HTMLElement} tools
 * @param {{state: State, actions: Actions}} context
 */
export function mountPad(pad, tools, context) {
  const { state, actions } = context;
  /** @param {string} id */
  const part = (id) => /** @type {HTMLElement} */ (pad.querySelector(`#${id}`));
  const canvas = /** @type {HTMLCanvasElement} */ (part("ink"));
  mountInk(canvas, state);
  mountPen(canvas, part("ink-eraser"), context);
  mountCursor(canvas, part("ink-cursor"), actions);
  mountTools(tools, context);
  mountPictures(pad, actions);

  const fit = part("ink-fit");
  fit.firstElementChild?.addEventListener("click", actions.resetSteps);
  effect(() => {
    hide(fit, state.fit.value === null);
  });

  const [hint, source] = [part("ink-hint"), part("ink-source")];
  effect(() => {
    hide(hint, !state.bare.value);
    const { picture } = state.seen.value;
    hide(source, !picture?.source);
    const label = picture?.label ? `a ${picture.label} of the ` : "";
    write(source, picture?.source ? label + picture.source : "");
  });
  mountPast(pad, context);
  mountNib(part("ink-nib"), state);
}

/** What stands on the pad while it shows a moment of the past. @param {HTMLElement} pad @param {{state: State, actions: Actions}} context */
function mountPast(pad, { state, actions }) {
  const past = /** @type {HTMLElement} */ (pad.querySelector("#ink-past"));
  const jobs = { continue: actions.continueHere, now: actions.returnToNow };
  for (const [name, job] of Object.entries(jobs)) {
    past.querySelector(`[data-past="${name}"]`)?.addEventListener("click", () => {
      job();
      /** @type {HTMLElement | null} */ (pad.querySelector("canvas"))?.focus({
        preventScroll: true,
      });
    });
  }
  effect(() => {
    const away = state.past.value !== null && state.instant.value !== null && !state.demo.value;
    pad.classList.toggle("away", away);
    hide(past, !away || state.replaying.value);
  });
}

/** The pen's tip, where a hand is replayed. @param {HTMLElement} nib @param {State} state */
function mountNib(nib, state) {
  effect(() => {
    const point = state.seen.value.ink.strokes.at(-1)?.at(-1);
    const moves = state.replaying.value || state.demo.value === "draws";
    hide(nib, !point || !state.past.value || !moves);
    if (!point || nib.hidden) return;
    nib.style.left = `${100 * point[0]}%`;
    nib.style.top = `${100 * point[1]}%`;
  });
}
