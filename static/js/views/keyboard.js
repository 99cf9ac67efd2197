/** Drawing without a pointer, and the page's single-key shortcuts. */
import { ARROWS, commandOf, isSingle } from "./keys.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */

const STEP = 0.02;
const LARGE_STEP = 0.08;

/**
 * A cursor on the pad: arrows move it, Space puts the pen down and lifts it.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} cursor
 * @param {Actions} actions
 */
export function mountCursor(canvas, cursor, actions) {
  let [x, y] = [0.5, 0.5];
  let down = false;

  const show = (visible = true) => {
    cursor.hidden = !visible;
    cursor.classList.toggle("down", down);
    cursor.style.left = `${100 * x}%`;
    cursor.style.top = `${100 * y}%`;
  };
  const lift = () => {
    if (down) actions.endStroke();
    down = false;
  };

  canvas.addEventListener("keydown", (event) => {
    const command = commandOf(event, "pad");
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    if (command !== "nib") {
      const arrow = ARROWS[event.key];
      const step = command === "leap" ? LARGE_STEP : STEP;
      x = Math.min(1, Math.max(0, x + arrow[0] * step));
      y = Math.min(1, Math.max(0, y + arrow[1] * step));
      if (down) actions.extendStroke([[x, y, event.timeStamp]]);
    } else if (!event.repeat) {
      if (down) lift();
      else {
        actions.beginStroke(x, y, event.timeStamp);
        down = true;
      }
    }
    show();
  });
  canvas.addEventListener("focus", () => show(canvas.matches(":focus-visible")));
  canvas.addEventListener(
    "pointerdown",
    () => {
      lift();
      show(false);
    },
    { capture: true },
  );
  canvas.addEventListener("blur", () => {
    lift();
    show(false);
  });
}

const editKeys = () => import("./edit-keys.js");

/**
 * @param {{state: State, actions: Actions}} context
 * @param {() => void} openHelp
 */
export function mountShortcuts(context, openHelp) {
  const { state, actions } = context;
  /** First the number that is held, then the past; false: there was neither. */
  const letGo = () => {
    if (state.pin.peek()) return actions.unpin();
    return state.past.peek() && !state.demo.peek() ? actions.returnToNow() : false;
  };
  /** @param {"toggleOff" | "toggleSolo"} what */
  const toggle = async (what) =>
    (await actions.fetchPart(editKeys()))?.toggleChannel(context, what);
  /** @type {Record<string, () => unknown>} */
  const commands = {
    undo: actions.undo,
    redo: actions.redo,
    clear: actions.clear,
    roll: actions.roll,
    pen: () => actions.setTool("pen"),
    eraser: () => actions.setTool("eraser"),
    letGo,
    replay: () => (state.replaying.peek() ? actions.pauseReplay() : actions.replay()),
    help: openHelp,
    mute: () => toggle("toggleOff"),
    solo: () => toggle("toggleSolo"),
  };
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || writes(event.target)) return;
    if (document.querySelector("dialog:modal")) return;
    if (!state.shortcuts.peek() && isSingle(event)) return;
    const command = commandOf(event, "page") ?? "";
    if (!commands[command] || commands[command]() === false) return;
    event.preventDefault();
  });
}

/** Keys belong to whoever is writing. @param {EventTarget | null} target */
const writes = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches("textarea, select, input:not([type=range], [type=checkbox], [type=radio])"));
