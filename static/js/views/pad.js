/** The ink pad with all that belongs to it. */
import { effect } from "../core/signals.js";
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
    fit.hidden = state.fit.value === null;
  });

  const [hint, source] = [part("ink-hint"), part("ink-source")];
  effect(() => {
    hint.hidden = !state.bare.value;
    const { picture } = state.seen.value;
    source.hidden = !picture?.source;
    source.textContent = picture?.label
      ? `a ${picture.label} of the ${picture.source}`
      : (picture?.source ?? "");
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
    past.hidden = !away || state.replaying.value;
  });
}

/** The pen's tip, where a hand is replayed. @param {HTMLElement} nib @param {State} state */
function mountNib(nib, state) {
  effect(() => {
    const point = state.seen.value.ink.strokes.at(-1)?.at(-1);
    nib.hidden =
      !point || !state.past.value || !(state.replaying.value || state.demo.value === "draws");
    if (!point || nib.hidden) return;
    nib.style.left = `${100 * point[0]}%`;
    nib.style.top = `${100 * point[1]}%`;
  });
}
