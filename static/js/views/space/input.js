/** Mouse, pen, fingers, wheel and keys in space. */
import { openedBy } from "../../layout/stages.js";
import { pickOn } from "../../layout/sheet.js";
import { focusLayer } from "../flow-focus.js";
import { ARROWS, commandOf } from "../keys.js";
import { SPACE_KEYS } from "./keys.js";

/** @import { Pick } from "../../types.js" */
/** @import { FlowContext } from "../flow.js" */
/** @import { Rig } from "./rig.js" */

/** A press that moves no farther is a click, in CSS pixels. */
const STILL = 5;
/** Radians for a drag across the whole height; for one press of a key. */
const DRAG = 2.6;
const TURN = 0.12;
const SHIFT = 0.06;
const ZOOM = 1.18;

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} picture
 * @param {FlowContext} context
 * @param {Rig} rig
 * @returns {() => void} the undo
 */
export function listenInSpace(root, picture, context, rig) {
  const { state, actions, model, input } = context;
  const stop = new AbortController();
  const { signal } = stop;
  /** Pressed pointers. @type {Map<number, {x: number, y: number}>} */
  const down = new Map();
  let [still, from] = [true, { x: 0, y: 0 }];

  /** -1..1, upwards. @param {{clientX: number, clientY: number}} event @returns {[number, number]} */
  const at = ({ clientX, clientY }) => {
    const frame = picture.getBoundingClientRect();
    const x = (clientX - frame.left) / frame.width;
    return [2 * x - 1, 1 - (2 * (clientY - frame.top)) / frame.height];
  };

  /** @param {MouseEvent} event @returns {{pick: Pick | null, stage: string} | null} */
  function under(event) {
    const hit = rig.hit(...at(event));
    if (!hit) return null;
    const { stage, sheet } = hit.pane;
    const shown = model.shown.peek().get(stage.id) ?? stage.after;
    const pick = pickOn(shown, sheet, hit.map, hit.x, hit.y);
    return { stage: stage.id, pick: pick && { ...pick, layer: openedBy(stage, shown).name } };
  }

  /** @param {PointerEvent} event */
  function press(event) {
    if (down.size === 0) [still, from] = [true, { x: event.clientX, y: event.clientY }];
    else still = false;
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    picture.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  function move(event) {
    const before = down.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") actions.hoverCell(under(event)?.pick ?? null);
      return;
    }
    const here = { x: event.clientX, y: event.clientY };
    if (still && Math.hypot(here.x - from.x, here.y - from.y) < STILL) return;
    if (still) actions.hoverCell(null);
    still = false;
    const { height } = rig.size.peek();
    const [x, y] = [(here.x - before.x) / height, (here.y - before.y) / height];
    down.set(event.pointerId, here);
    if (down.size === 2) pinch(event.pointerId, before, [x, y]);
    else if (event.buttons & 6 || event.shiftKey) rig.move(x, y);
    else rig.turn(x * DRAG, y * DRAG);
  }

  /** Two fingers move and zoom. @param {number} id @param {{x: number, y: number}} before @param {[number, number]} by */
  function pinch(id, before, [x, y]) {
    const [, other] = [...down].find(([each]) => each !== id) ?? [];
    const here = down.get(id);
    if (!other || !here) return;
    const away = (/** @type {{x: number, y: number}} */ point) =>
      Math.hypot(point.x - other.x, point.y - other.y);
    rig.move(x / 2, y / 2);
    rig.zoom(away(before) / Math.max(1, away(here)));
  }

  /** @param {PointerEvent} event */
  function lift(event) {
    const pressed = down.delete(event.pointerId);
    if (!pressed || !still || event.type === "pointercancel" || event.button !== 0) return;
    const found = under(event);
    if (!found?.pick) return;
    actions.pinCell(found.pick);
    if (state.pin.peek()) focusLayer(found.pick.layer);
  }

  /** @param {WheelEvent} event */
  function wheel(event) {
    event.preventDefault();
    rig.zoom(Math.exp(Math.min(120, Math.max(-120, event.deltaY)) * 0.0022), ...at(event));
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.target instanceof HTMLSelectElement || event.target instanceof HTMLButtonElement)
      return;
    const named = event.target instanceof Element && event.target.closest("[data-layer]");
    const stage =
      named instanceof HTMLElement ? model.stageOf(named.dataset.layer ?? "") : undefined;
    const bare = !stage && ARROWS[event.key] && !event.ctrlKey && !event.metaKey;
    const command = bare
      ? event.shiftKey
        ? "shift"
        : "turn"
      : commandOf(event, "space", SPACE_KEYS);
    if (!command) return input.key(event, stage);
    const [x, y] = ARROWS[event.key] ?? [0, 0];
    /** @type {Record<string, () => void>} */
    const commands = {
      turn: () => rig.turn(-x * TURN, -y * TURN),
      shift: () => rig.move(-x * SHIFT, -y * SHIFT),
      nearer: () => rig.zoom(1 / ZOOM),
      farther: () => rig.zoom(ZOOM),
      home: () => rig.fly(null, performance.now()),
      fly: () => {
        const there = stage ?? model.stageOf(state.pin.peek()?.layer ?? "");
        if (there) rig.fly(there.id, performance.now());
      },
    };
    commands[command]();
    event.preventDefault();
    event.stopPropagation();
  }

  picture.addEventListener("pointerdown", press, { signal });
  picture.addEventListener("pointermove", move, { signal });
  picture.addEventListener("pointerup", lift, { signal });
  picture.addEventListener("pointercancel", lift, { signal });
  picture.addEventListener("pointerleave", () => actions.hoverCell(null), { signal });
  picture.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  picture.addEventListener(
    "dblclick",
    (event) => {
      const found = under(event);
      if (found) rig.fly(found.stage, performance.now());
    },
    { signal },
  );
  root.addEventListener("wheel", wheel, { signal, passive: false });
  root.addEventListener("keydown", key, { signal });
  return () => stop.abort();
}
