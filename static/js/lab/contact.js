/** Many small pictures on one sheet, one pixel for each number, with a gap between them. Pure. */
import { sheetOf } from "../layout/sheet.js";

/** @import { Tensor } from "../types.js" */

/**
 * @typedef {object} Contact
 * @property {number} width pixels
 * @property {number} height
 * @property {Int32Array} order pixel -> number, -1 in the gaps
 * @property {number} columns pictures side by side
 * @property {number} across pixels from one picture to the next
 * @property {number} down
 */

/**
 * @param {number} count pictures; picture p has the numbers from p × width × height on
 * @param {number} width of one
 * @param {number} height
 * @param {number} columns
 * @param {(at: number) => number} [pictureAt] which picture lies at a place, row by row
 * @returns {Contact}
 */
export function contactOf(count, width, height, columns, pictureAt = (at) => at) {
  const rows = Math.ceil(count / columns);
  const [across, down] = [width + 1, height + 1];
  const [wide, high] = [columns * across - 1, rows * down - 1];
  const order = new Int32Array(wide * high).fill(-1);
  for (let at = 0; at < count; at++) {
    const start = pictureAt(at) * width * height;
    const corner = Math.floor(at / columns) * down * wide + (at % columns) * across;
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        order[corner + row * wide + column] = start + row * width + column;
  }
  return { width: wide, height: high, order, columns, across, down };
}

/** So many pictures side by side that a few fill a card and many a square. @param {number} count */
const abreast = (count) => (count <= 4 ? count : count <= 16 ? 4 : Math.ceil(Math.sqrt(count)));

/**
 * Kernels: a column for each filter, a row for each map that it reads; of one map, in rows.
 *
 * @param {number[]} shape [out, in, rows, columns]; [out, in] of a dense layer
 * @param {number[]} [source] shape of the maps that a dense layer reads, flattened
 * @returns {Contact & {filterAt: (x: number, y: number) => number}} `filterAt`: of a pixel
 */
export function kernelsOf(shape, source) {
  const [filters, inputs] = shape;
  if (shape.length === 2 && source?.length !== 3) return matrixOf(filters, inputs);
  const [maps, height, width] = seenAs(shape, source);
  const many = maps > 1;
  const columns = many ? filters : abreast(filters);
  const contact = contactOf(filters * maps, width, height, columns, (at) =>
    many ? (at % filters) * maps + Math.floor(at / filters) : at,
  );
  const filterAt = (/** @type {number} */ x, /** @type {number} */ y) => {
    const column = Math.floor(x / contact.across);
    const filter = many ? column : Math.floor(y / contact.down) * columns + column;
    return Math.max(0, Math.min(filters - 1, filter));
  };
  return { ...contact, filterAt };
}

/** Weights of units that read units: a row each. @param {number} units @param {number} inputs */
function matrixOf(units, inputs) {
  const contact = contactOf(units, inputs, 1, 1);
  const filterAt = (/** @type {number} */ _, /** @type {number} */ y) =>
    Math.max(0, Math.min(units - 1, Math.floor(y / contact.down)));
  return { ...contact, filterAt };
}

/** What a layer puts out: its maps side by side, or its units in rows. @param {number[]} shape @returns {Contact} */
export function mapsOf(shape) {
  const { count, width, height, order, flat } = sheetOf(shape);
  if (!flat) return contactOf(count, width, height, abreast(count));
  const known = order ?? Int32Array.from({ length: width * height }, (_, at) => at);
  return { width, height, order: known, columns: 1, across: width, down: height };
}

/** What one filter, or unit, reads: maps, rows, columns. @param {number[]} shape @param {number[]} [source] */
function seenAs([, ...shape], source) {
  if (shape.length === 3) return shape;
  return source?.length === 3 ? source : [1, 1, ...shape];
}

/**
 * One filter as grids of numbers, one for each map that it reads.
 *
 * @param {Tensor} tensor
 * @param {number} filter
 * @param {number[]} [source] shape of the maps that a dense layer reads, flattened
 * @returns {number[][][]}
 */
export function gridsOf({ shape, data }, filter, source) {
  const [maps, height, width] = seenAs(shape, source);
  const row = (/** @type {number} */ at) => Array.from(data.subarray(at * width, (at + 1) * width));
  return Array.from({ length: maps }, (_, map) =>
    Array.from({ length: height }, (_, at) => row((filter * maps + map) * height + at)),
  );
}
