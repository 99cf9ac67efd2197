/**
 * The hot path: a frame's numbers onto the canvases, without the virtual DOM.
 *
 * What is visible is painted at once; the rest when the pen rests and the browser is idle, so that a
 * map is never stale when it is asked for.
 */
import { PALETTES, extentOf } from "../core/colormap.js";
import { paintPlate } from "../render/plate.js";
import { fillWords, paintRaster, paintWords } from "../render/raster.js";
import { plateFor, wordsAt } from "./flow-plates.js";
import { builtOrder, hatch } from "./flow-built.js";
import { shownNumbers } from "./flow-shown.js";
import { contextOf, pictureOf } from "./flow-tiles.js";

/** @import { Frame, LayerSpec } from "../types.js" */
/** @import { Sheet } from "../layout/sheet.js" */
/** @import { State } from "../state/store.js" */
/** @import { Spot } from "../layout/plan.js" */
/** @import { Palette } from "../core/colormap.js" */
/** @import { Model } from "./flow-model.js" */
/** @import { TileRegistry, Tiles } from "./flow-tiles.js" */

/** @typedef {ReturnType<typeof createPainter>} Painter */

/** What the profiler calls one painting of all visible maps. */
const PAINTED = "inkling-paint";
/** Of a network with more maps than this, hidden ones are painted when they are shown. */
const MOST_HIDDEN = 4000;
/** Milliseconds without a frame before hidden maps are painted. */
const REST = 200;
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
  let rest = 0;

  /** @param {Frame} frame */
  function paintVisible(frame) {
    const start = performance.now();
    for (const [id, layer] of model.shown.peek()) {
      const part = tiles.known.get(layer.name);
      const spot = model.plan.peek().spots.get(id);
      if (part && spot) paint(part, frame, spot);
    }
    performance.measure(PAINTED, { start });
    performance.clearMeasures(PAINTED); // observers have it; nothing piles up
    waiting = [];
    clearTimeout(rest);
    rest = window.setTimeout(() => {
      if (tiles.count() <= MOST_HIDDEN) waiting = [...tiles.known.values()];
      idle(paintWaiting);
    }, REST);
  }

  /** Everything else, a few layers at a time. */
  function paintWaiting() {
    const frame = state.frame.peek();
    const end = performance.now() + IDLE_SLICE;
    while (frame && waiting.length && performance.now() < end) {
      const part = waiting.pop();
      if (part) paint(part, frame, null);
    }
    if (waiting.length) idle(paintWaiting);
  }

  /** @param {Tiles} part @param {Frame} frame @param {Spot | null} spot where it is seen */
  function paint(part, frame, spot) {
    const { layer, sheet, canvases } = part;
    const looks = looksOf(state, model, frame, layer, sheet);
    if (!looks) return;
    keepExtent(part, looks.extent);
    const { colours, blank } = looks;
    const channels = spot ? model.showing.channels(spot) : canvases.map((_, channel) => channel);
    const plate = spot && plateFor(spot, "plate");
    const shown = sheet.flat ? [0] : channels;
    shown.forEach((channel, slot) => {
      if (!canvases[channel]) return;
      const { raster, reach, built } = looks.map(channel);
      const context = contextOf(part, channel);
      if (!plate) return paintRaster(context, raster, reach, colours);
      const words = wordsAt(plate, shown.length, slot);
      fillWords(words, raster, reach, colours, built ? 0 : blank);
      if (built && !sheet.flat) hatch(words, built, sheet.width);
      paintWords(context, words);
    });
    const canvas = pictureOf(part, "plate");
    if (plate && canvas) paintPlate(canvas, plate);
  }

  return { paintVisible, palette: () => paletteOf(state) };
}

/** @param {State} state @returns {Palette} */
const paletteOf = (state) => PALETTES[state.dark.peek() ? "dark" : "light"];

/**
 * How a layer's maps are painted, flat or in space: their numbers, the ends of the scale, colours.
 *
 * @param {State} state
 * @param {Model} model
 * @param {Frame} frame
 * @param {LayerSpec} layer
 * @param {Sheet} sheet
 * @returns null where the frame has not this layer
 */
export function looksOf(state, model, frame, layer, sheet) {
  const { tensor, tone, extent: known } = shownNumbers(state, model, frame, layer);
  if (!tensor || tensor.data.length !== layer.outputs) return null;
  const values = tensor.data;
  const colours = paletteOf(state)[tone];
  const extent = known ?? extentOf(values, tone);
  const single = state.scale.peek() === "map" && sheet.count > 1;
  return {
    values,
    colours,
    extent,
    /** Where there is no number. */
    blank: sheet.flat ? 0 : colours[tone === "signed" ? 128 : 0],

    /** @param {number} channel */
    map(channel) {
      const start = channel * sheet.size;
      const reach = single ? extentOf(values, tone, start, start + sheet.size) : extent;
      const built = builtOrder(state, model, layer, sheet, channel);
      return { raster: { values, start, order: built ?? sheet.order }, reach, built };
    },
  };
}

/**
 * The numbers that get the first and the last colour of a layer: on its wrapper, where the scale
 * below the column and tests read them.
 *
 * @param {Tiles} part
 * @param {[number, number]} extent
 */
function keepExtent({ wrapper }, extent) {
  const text = extent.join();
  if (wrapper.dataset.extent !== text) wrapper.dataset.extent = text;
}
