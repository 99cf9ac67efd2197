/** What a person does to the drawing. Every change can be undone. */
import { erase } from "../core/erase.js";
import { back, forth, remember } from "../core/history.js";
import { begin, extend, lastTime, pointAt } from "../core/ink.js";
import { batch } from "../core/signals.js";
import { BLANK } from "./store.js";

/** @import { Deed, Drawing, Ink, Picture, Point, Tool } from "../types.js" */
/** @import { History } from "../core/history.js" */
/** @import { State } from "./store.js" */

/** Thinner and thicker pens are not ink that a network of digits has seen. */
export const WIDTHS = { least: 0.03, most: 0.14, step: 0.005 };

/** The eraser's radius: never so small that it is hard to hit with. @param {number} width of the pen */
export const eraserRadius = (width) => Math.max(0.03, width / 2);

/**
 * @param {State} state
 * @param {() => number} now milliseconds
 */
export function drawingActions(state, now) {
  /** Where time 0 of the ink lies on the clock. */
  let origin = 0;
  /** @type {Drawing | null} what the stroke in progress began with */
  let before = null;
  /** @type {Point | null} */
  let eraserAt = null;

  /** @returns {Drawing} */
  const current = () => ({ ink: state.ink.value, picture: state.picture.value });

  /**
   * Whoever changes the drawing is back from the past. Switches of the normalisation hold for one
   * sort of drawing: pixels come as they are.
   *
   * @param {Drawing} drawing
   * @param {Deed} deed
   */
  const put = ({ ink, picture }, deed) =>
    batch(() => {
      state.past.value = state.instant.value = null;
      state.deed.value = deed;
      if (!picture?.pixels !== !state.picture.value?.pixels) state.fit.value = null;
      state.ink.value = ink;
      state.picture.value = picture;
    });

  /** Change the drawing in one step that can be undone. @param {Drawing} drawing @param {Deed} deed */
  const commit = (drawing, deed) =>
    batch(() => {
      state.history.value = remember(state.history.value, current());
      put(drawing, deed);
    });

  /**
   * To another step of the history, with the pen of now.
   *
   * @param {{history: History<Drawing>, value: Drawing} | null} step
   * @param {Deed} deed
   */
  const travel = (step, deed) => {
    if (!step || before) return;
    const { ink, picture } = step.value;
    batch(() => {
      state.history.value = step.history;
      put({ ink: { ...ink, width: state.ink.value.width }, picture }, deed);
    });
  };

  /** @param {number} x @param {number} y @param {number} time */
  const stamp = (x, y, time) => pointAt(x, y, time - origin);

  /** @param {Point} point */
  const eraseTo = (point) => {
    const from = eraserAt ?? point;
    eraserAt = point;
    const { ink, picture } = current();
    put(
      { ink: erase(ink, from, point, eraserRadius(ink.width) + ink.width / 2), picture },
      "erase",
    );
  };

  return {
    /**
     * The pen or the eraser comes down. A picture gives way to the first stroke.
     *
     * @param {number} x fraction of the canvas
     * @param {number} y
     * @param {number} [time] of the event, in ms
     * @param {Tool} [tool]
     */
    beginStroke(x, y, time = now(), tool = state.tool.value) {
      before = current();
      if (state.ink.value.strokes.length === 0) origin = time;
      else origin = Math.min(origin, time - lastTime(state.ink.value));
      const point = stamp(x, y, time);
      eraserAt = null;
      if (tool === "eraser") eraseTo(point);
      else put({ ink: begin(state.ink.value, point), picture: null }, "draw");
    },

    /**
     * @param {readonly (readonly [x: number, y: number, time: number])[]} moves
     * @param {Tool} [tool]
     */
    extendStroke(moves, tool = state.tool.value) {
      if (!before) return;
      const points = moves.map(([x, y, time]) => stamp(x, y, time));
      if (tool === "eraser") batch(() => points.forEach(eraseTo));
      else state.ink.value = extend(state.ink.value, points);
    },

    /** The pen goes up; what it did becomes one undo step. */
    endStroke() {
      const began = before;
      before = eraserAt = null;
      if (!began || (began.ink === state.ink.value && began.picture === state.picture.value))
        return;
      state.history.value = remember(state.history.value, began);
    },

    undo: () => travel(back(state.history.value, current()), "undo"),
    redo: () => travel(forth(state.history.value, current()), "redo"),

    clear() {
      if (state.blank.value) return;
      commit({ ink: { ...BLANK, width: state.ink.value.width }, picture: null }, "clear");
    },

    /** Replace the strokes. @param {Ink} ink @param {Deed} [deed] what it is called */
    setInk: (ink, deed = "picture") => commit({ ink, picture: null }, deed),

    /** Go on from a moment of the past. */
    continueHere() {
      if (state.past.value) commit(state.past.value, "back");
    },

    /** Show a picture instead of strokes. @param {Picture} picture */
    setPicture: (picture) =>
      commit({ ink: { ...BLANK, width: state.ink.value.width }, picture }, "picture"),

    /** Take back a picture that the server refused. @param {Picture} picture */
    dropPicture(picture) {
      if (state.picture.value !== picture) return;
      const step = back(state.history.value, current());
      if (!step) return;
      batch(() => {
        state.history.value = { past: step.history.past, future: [] };
        put(step.value, "undo");
      });
    },

    /** @param {number} width the whole drawing's pen, a fraction of the canvas */
    setWidth(width) {
      const { ink, picture } = current();
      put({ ink: { ...ink, width }, picture }, "width");
    },

    /** @param {Tool} tool */
    setTool(tool) {
      state.tool.value = tool;
    },
  };
}
