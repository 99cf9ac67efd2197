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

  const [hint, source] = [part("ink-hint"), part("ink-source")];
  effect(() => {
    hint.hidden = !state.blank.value;
    const picture = state.picture.value;
    source.hidden = !picture?.source;
    source.textContent = picture?.label
      ? `a ${picture.label} of the ${picture.source}`
      : (picture?.source ?? "");
  });
}
