/** What stands beside the maps: kernels, bars, and the numbers at the ends of each colour scale. */
import { css, extentOf } from "../core/colormap.js";
import { short } from "../kinds/text.js";
import { barsOf } from "../render/bars.js";
import { paintPlate } from "../render/plate.js";
import { fillWords } from "../render/raster.js";
import { write } from "../render/write.js";
import { builtOrder } from "./flow-built.js";
import { plateFor, wordsAt } from "./flow-plates.js";
import { shownNumbers } from "./flow-shown.js";
import { pictureOf } from "./flow-tiles.js";

/** @import { Filters, Frame } from "../types.js" */
/** @import { State } from "../state/store.js" */
/** @import { Palette } from "../core/colormap.js" */
/** @import { Model } from "./flow-model.js" */
/** @import { TileRegistry, Tiles } from "./flow-tiles.js" */

/** The tiles of what each stage shows. @param {TileRegistry} tiles @param {Model} model @returns {Tiles[]} */
const visible = (tiles, model) =>
  [...model.shown.peek().values()].flatMap((layer) => tiles.known.get(layer.name) ?? []);

/**
 * Bars of the last layer: shares for probabilities, around zero for scores.
 *
 * @param {State} state
 * @param {TileRegistry} tiles
 * @param {Model} model
 * @param {Frame} frame
 */
export function paintBars(state, tiles, model, frame) {
  for (const { layer, wrapper, sheet } of visible(tiles, model)) {
    const rows = wrapper.querySelectorAll("li");
    const shown = shownNumbers(state, model, frame, layer);
    const { tensor, tone } = shown;
    if (!rows.length || tensor?.data.length !== rows.length) continue;
    const built = builtOrder(state, model, layer, sheet, 0);
    barsOf(tensor.data, shown.extent ?? extentOf(tensor.data, tone)).forEach(
      ({ from, to }, unit) => {
        const [, track, value] = rows[unit].children;
        const fill = /** @type {HTMLElement} */ (track.firstElementChild);
        const long = to - from;
        fill.style.backgroundSize = `${(100 * long).toFixed(2)}% 100%`;
        fill.style.backgroundPosition = `${long < 1 ? ((100 * from) / (1 - long)).toFixed(2) : 0}%`;
        fill.classList.toggle("minus", tensor.data[unit] < 0);
        write(/** @type {Element} */ (value.firstElementChild), short(tensor.data[unit]));
        rows[unit].classList.toggle("top", unit === frame.index);
        rows[unit].classList.toggle("later", built?.[unit] === -1);
      },
    );
  }
}

/**
 * The scale below each column: its colours and the numbers at both ends.
 *
 * @param {TileRegistry} tiles
 * @param {Model} model
 * @param {Palette} palette
 * @param {{single: boolean, differs: boolean}} how each map has its own; differences are shown
 */
export function writeScales(tiles, model, palette, { single, differs }) {
  for (const { layer, column, wrapper, sheet } of visible(tiles, model)) {
    const scale = column.querySelector(".scale");
    const [low, high] = (wrapper.dataset.extent ?? "").split(",").map(Number);
    if (!scale || !Number.isFinite(high)) continue;
    const [bar, left, right] = scale.children;
    const tone = model.tones.peek().get(layer.name) ?? "signed";
    const colours = palette[differs ? "signed" : tone];
    const stops = Array.from({ length: 9 }, (_, at) => css(colours[Math.round((at * 255) / 8)]));
    /** @type {HTMLElement} */ (bar).style.background =
      `linear-gradient(to right, ${stops.join()})`;
    const own = single && sheet.count > 1;
    write(left, own ? "" : short(low));
    write(right, own ? "each its own" : short(high));
  }
}

/**
 * One slice of each kernel: that of the pointed-at source map, else the strongest.
 *
 * @param {TileRegistry} tiles
 * @param {Model} model
 * @param {Map<string, Filters>} filters
 * @param {Uint32Array} colours
 * @param {{stage: string, channel: number} | null} pointed
 */
export function paintKernels(tiles, model, filters, colours, pointed) {
  for (const spot of model.plan.peek().spots.values()) {
    const { stage, kernels } = spot;
    const known = filters.get(stage.base.name);
    const part = tiles.known.get(stage.base.name);
    const canvas = part && pictureOf(part, "kernels");
    if (!known || !canvas || !kernels.length) continue;
    const extent = extentOf(known.weights, "signed");
    const wanted = pointed && stage.inputs.includes(pointed.stage) ? pointed.channel : -1;
    const plate = plateFor(spot, "kernels");
    model.showing.channels(spot).forEach((channel, slot) => {
      const words = wordsAt(plate, kernels.length, slot);
      fillWords(words, kernelOf(known, channel, wanted), extent, colours);
    });
    paintPlate(canvas, plate);
  }
}

/**
 * One slice of one kernel: the wanted one where there is such, else the strongest.
 *
 * @param {Filters} filters
 * @param {number} channel
 * @param {number} wanted channel of the source; -1: none
 */
export function kernelOf({ shape: [, inputs, ...sizes], weights }, channel, wanted) {
  const area = sizes.reduce((a, b) => a * b, 1);
  const first = channel * inputs * area;
  const known = wanted >= 0 && wanted < inputs;
  const slice = known ? wanted : strongest(weights, first, inputs, area);
  return { values: weights, start: first + slice * area, order: null };
}

/** The slice with the largest weights. @param {Float32Array} weights @param {number} first @param {number} inputs @param {number} area */
function strongest(weights, first, inputs, area) {
  let [best, most] = [0, -1];
  for (let slice = 0; slice < inputs; slice++) {
    let sum = 0;
    const start = first + slice * area;
    for (let at = start; at < start + area; at++) sum += weights[at] * weights[at];
    if (sum > most) [best, most] = [slice, sum];
  }
  return best;
}
