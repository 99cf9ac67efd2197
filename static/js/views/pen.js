/** Mouse, finger and stylus on the pad. */
import { effect } from "../core/signals.js";
import { hide } from "../render/write.js";
import { eraserRadius } from "../state/drawing.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */
/** @import { Tool } from "../types.js" */

/** The bit in `buttons` that a stylus sets with its eraser end. */
const ERASER_END = 32;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} ring shows the eraser's size
 * @param {{state: State, actions: Actions}} context
 */
export function mountPen(canvas, ring, { state, actions }) {
  /** @type {number | null} */
  let active = null;
  /** @type {Tool | undefined} */
  let tool;
  /** Moves come twice where there are raw updates: only newer ones count. */
  let newest = 0;

  /** @param {PointerEvent} event @returns {[x: number, y: number, time: number]} */
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const y = (event.clientY - box.top) / box.height;
    return [x, y, event.timeStamp];
  };

  /** @param {PointerEvent} event */
  const down = (event) => {
    if (active !== null || (event.button !== 0 && !(event.buttons & ERASER_END))) return;
    active = event.pointerId;
    tool = event.buttons & ERASER_END ? "eraser" : state.tool.peek();
    newest = event.timeStamp;
    canvas.setPointerCapture(active);
    actions.beginStroke(...place(event), tool);
  };

  /** @param {Event} raw */
  const move = (raw) => {
    const event = /** @type {PointerEvent} */ (raw);
    if (event.pointerId !== active) return;
    const coalesced = event.getCoalescedEvents();
    const events = (coalesced.length ? coalesced : [event]).filter(
      ({ timeStamp }) => timeStamp > newest,
    );
    if (events.length === 0) return;
    newest = events[events.length - 1].timeStamp;
    actions.extendStroke(events.map(place), tool);
  };

  /** @param {PointerEvent} event */
  const up = (event) => {
    if (event.pointerId !== active) return;
    if (event.type === "pointerup") actions.extendStroke([place(event)], tool);
    active = null;
    actions.endStroke();
  };

  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerrawupdate", move);
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  mountRing(canvas, ring, state);
}

/** @param {HTMLCanvasElement} canvas @param {HTMLElement} ring @param {State} state */
function mountRing(canvas, ring, state) {
  canvas.addEventListener("pointermove", (event) => {
    hide(ring, state.tool.peek() !== "eraser" || event.pointerType === "touch");
    if (ring.hidden) return; // asking where the pointer is makes the browser lay out the page
    ring.style.left = `${event.offsetX}px`;
    ring.style.top = `${event.offsetY}px`;
  });
  canvas.addEventListener("pointerleave", () => {
    ring.hidden = true;
  });
  effect(() => {
    const percent = `${200 * eraserRadius(state.width.value)}%`;
    ring.style.width = ring.style.height = percent;
    if (state.tool.value !== "eraser") ring.hidden = true;
  });
}
