/**
 * The hot path: a frame's numbers onto the canvases, without the virtual DOM.
 *
 * What is visible is painted at once; the rest when the browser is idle, so that a map is never
 * stale when it is asked for.
 */
import { PALETTES, extentOf } from "../core/colormap.js";
import { paintRaster } from "../render/raster.js";
import { shownNumbers } from "./flow-shown.js";
import { contextOf } from "./flow-tiles.js";

/** @import { Frame } from "../types.js" */
/** @import { State } from "../state/store.js" */
/** @import { Palette } from "../core/colormap.js" */
/** @import { Model } from "./flow-model.js" */
/** @import { TileRegistry, Tiles } from "./flow-tiles.js" */

/** @typedef {ReturnType<typeof createPainter>} Painter */

/** What the profiler calls one painting of all visible maps. */
const PAINTED = "inkling-paint";
/** Of a network with more maps than this, hidden ones are painted when they are shown. */
const MOST_HIDDEN = 4000;
/** Milliseconds of painting in one idle moment. */
const IDLE_SLICE = 4;

const idle =
  globalThis.requestIdleCallback ?? ((/** @type {() => void} */ call) => setTimeout(call, 50));

/**
 * @param {State} state
 * @param {Model} model
 * @param {TileRegistry} tiles
 */
export function createPainter(state, model, tiles) {
  /** @type {Tiles[]} */
  let waiting = [];
  let asked = false;

  /** @param {Frame} frame */
  function paintVisible(frame) {
    const start = performance.now();
    const visible = new Set();
    for (const [id, layer] of model.shown.peek()) {
      const part = tiles.known.get(layer.name);
      if (!part) continue;
      visible.add(part);
      paint(part, frame, model.channels.peek().get(id) ?? []);
    }
    performance.measure(PAINTED, { start });
    performance.clearMeasures(PAINTED); // observers have it; nothing piles up
    waiting = tiles.count() <= MOST_HIDDEN ? [...tiles.known.values()] : [];
    if (!asked) idle(paintWaiting);
    asked = true;
  }

  /** Everything else, a few layers at a time. */
  function paintWaiting() {
    asked = false;
    const frame = state.frame.peek();
    const end = performance.now() + IDLE_SLICE;
    while (frame && waiting.length && performance.now() < end) {
      const part = waiting.pop();
      if (part) paint(part, frame, null);
    }
    if (waiting.length) idle(paintWaiting);
    asked = waiting.length > 0;
  }

  /** @param {Tiles} part @param {Frame} frame @param {number[] | null} channels null: all */
  function paint(part, frame, channels) {
    const { layer, sheet, canvases } = part;
    const shown = shownNumbers(state, model, frame, layer);
    const { tensor, tone } = shown;
    if (!tensor || tensor.data.length !== layer.outputs) return;
    const colours = palette()[tone];
    const whole = extentFor(part, shown.extent ?? extentOf(tensor.data, tone));
    const single = state.scale.peek() === "map" && sheet.count > 1;
    for (let slot = 0; slot < (channels ?? canvases).length; slot++) {
      const channel = sheet.flat ? 0 : channels ? channels[slot] : slot;
      if (!canvases[channel]) continue;
      const start = channel * sheet.size;
      const extent = single ? extentOf(tensor.data, tone, start, start + sheet.size) : whole;
      const raster = { values: tensor.data, start, order: sheet.order };
      paintRaster(contextOf(part, channel), raster, extent, colours);
      if (sheet.flat) break;
    }
  }

  /** @returns {Palette} */
  const palette = () => PALETTES[state.dark.peek() ? "dark" : "light"];

  return { paintVisible, palette };
}

/**
 * The numbers that get the first and the last colour of a layer; kept on its wrapper, where the
 * scale below the column and tests read them.
 *
 * @param {Tiles} part
 * @param {[number, number]} extent
 */
function extentFor({ wrapper }, extent) {
  const text = extent.join();
  if (wrapper.dataset.extent !== text) wrapper.dataset.extent = text;
  return extent;
}
