/** Drawing without a pointer, and the page's single-key shortcuts. */

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */

const STEP = 0.02;
const LARGE_STEP = 0.08;

/** @type {Record<string, [x: number, y: number]>} */
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

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
    const arrow = ARROWS[event.key];
    if (!arrow && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (arrow) {
      const step = event.shiftKey ? LARGE_STEP : STEP;
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

/** @typedef {"undo" | "redo" | "clear" | "roll" | "pen" | "eraser" | "letGo"} Command */

/** @type {Record<string, Command>} */
const KEYS = {
  z: "undo",
  y: "redo",
  c: "clear",
  r: "roll",
  p: "pen",
  e: "eraser",
  escape: "letGo",
};

/** What a key asks for, if anything. @param {KeyboardEvent} event @returns {Command | undefined} */
export function commandOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const letter = key.toLowerCase();
  if (altKey) return undefined;
  if (letter === "z" && shiftKey) return "redo";
  if (ctrlKey || metaKey) return letter === "z" || letter === "y" ? KEYS[letter] : undefined;
  return shiftKey || letter === "y" ? undefined : KEYS[letter];
}

/** @param {{state: State, actions: Actions}} context */
export function mountShortcuts({ state, actions }) {
  /** @type {Record<Command, () => unknown>} */
  const commands = {
    undo: actions.undo,
    redo: actions.redo,
    clear: actions.clear,
    roll: actions.roll,
    pen: () => actions.setTool("pen"),
    eraser: () => actions.setTool("eraser"),
    letGo: actions.unpin,
  };
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || writes(event.target)) return;
    const command = commandOf(event);
    if (!command || (command === "letGo" && !state.pin.peek())) return;
    event.preventDefault();
    commands[command]();
  });
}

/** Keys belong to whoever is writing. @param {EventTarget | null} target */
const writes = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches("textarea, select, input:not([type=range], [type=checkbox], [type=radio])"));
