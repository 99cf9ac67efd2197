/** How a layer's numbers lie on its canvases: one canvas for each map, one pixel for each number. */

import { pickAt, positionOf, ravel, unravel } from "../core/geometry.js";

/** @import { LayerSpec, Pick } from "../types.js" */

/**
 * @typedef {object} Sheet
 * @property {number} count canvases
 * @property {number} width pixels of one canvas
 * @property {number} height
 * @property {number} size numbers on one canvas
 * @property {boolean} flat units in rows instead of maps
 * @property {Int32Array | null} order pixel -> number of the map, -1 where there is none; null: the same
 */

/**
 * A flat layer is one canvas of units in rows; a 1-D map is a strip; a 3-D map lays its depth slices
 * side by side.
 *
 * @param {number[]} shape without batch
 * @returns {Sheet}
 */
export function sheetOf(shape) {
  if (shape.length === 1) return flatSheet(shape[0]);
  const [count, ...sizes] = shape;
  if (sizes.length === 1) return plain(count, 1, sizes[0]);
  if (sizes.length === 2) return plain(count, sizes[0], sizes[1]);
  return slices(count, sizes);
}

/** @param {number} count @param {number} height @param {number} width @returns {Sheet} */
const plain = (count, height, width) => ({
  count,
  width,
  height,
  size: width * height,
  flat: false,
  order: null,
});

/** @param {number} units @returns {Sheet} */
function flatSheet(units) {
  const width = gridColumns(units);
  const height = Math.ceil(units / width);
  const order =
    width * height === units
      ? null
      : Int32Array.from({ length: width * height }, (_, at) => (at < units ? at : -1));
  return { count: 1, width, height, size: units, flat: true, order };
}

/**
 * Columns for a number of units: a tall grid while cells are large, square when there are many;
 * whole rows if a near width gives them.
 *
 * @param {number} units
 */
export function gridColumns(units) {
  if (units <= 12) return 1;
  const ideal = Math.sqrt(units > 600 ? units : units / 1.9);
  const near = Array.from({ length: Math.ceil(ideal * 1.3) }, (_, at) => at + 1).filter(
    (columns) => columns >= ideal * 0.75 && units % columns === 0,
  );
  if (near.length === 0) return Math.ceil(ideal);
  return near.reduce((best, next) =>
    Math.abs(next - ideal) < Math.abs(best - ideal) ? next : best,
  );
}

/** @param {number} count @param {number[]} sizes @returns {Sheet} */
function slices(count, sizes) {
  const [height, width] = sizes.slice(-2);
  const depth = sizes.slice(0, -2).reduce((a, b) => a * b, 1);
  const columns = Math.ceil(Math.sqrt(depth));
  const rows = Math.ceil(depth / columns);
  const [wide, high] = [columns * (width + 1) - 1, rows * (height + 1) - 1];
  const order = new Int32Array(wide * high).fill(-1);
  for (let slice = 0; slice < depth; slice++) {
    const left = (slice % columns) * (width + 1);
    const top = Math.floor(slice / columns) * (height + 1);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        order[(top + row) * wide + left + column] = (slice * height + row) * width + column;
      }
    }
  }
  return { count, width: wide, height: high, size: depth * height * width, flat: false, order };
}

/**
 * The cell under a pixel; null in the gaps.
 *
 * @param {LayerSpec} layer
 * @param {Sheet} sheet
 * @param {number} channel of the canvas
 * @param {number} x
 * @param {number} y
 * @returns {Pick | null}
 */
export function pickOn(layer, sheet, channel, x, y) {
  if (x < 0 || y < 0 || x >= sheet.width || y >= sheet.height) return null;
  const pixel = y * sheet.width + x;
  const at = sheet.order ? sheet.order[pixel] : pixel;
  if (at < 0) return null;
  return pickAt(layer, sheet.flat ? [at] : [channel, ...unravel(layer.shape.slice(1), at)]);
}

/**
 * Where a cell lies: its canvas and pixel.
 *
 * @param {LayerSpec} layer
 * @param {Sheet} sheet
 * @param {Pick} pick
 * @returns {{map: number, x: number, y: number}}
 */
export function pixelOf(layer, sheet, pick) {
  const at = sheet.flat ? pick.channel : offsetOf(layer, pick);
  const pixel = sheet.order ? sheet.order.indexOf(at) : at;
  return {
    map: sheet.flat ? 0 : pick.channel,
    x: pixel % sheet.width,
    y: Math.floor(pixel / sheet.width),
  };
}

/** Position of a pick inside its map. @param {LayerSpec} layer @param {Pick} pick */
export const offsetOf = (layer, pick) => ravel(layer.shape.slice(1), positionOf(layer, pick));

/** Position of a pick among all numbers of its layer. @param {LayerSpec} layer @param {Pick} pick */
export function flatIndex(layer, pick) {
  const size = layer.shape.slice(1).reduce((a, b) => a * b, 1);
  return pick.channel * size + offsetOf(layer, pick);
}
