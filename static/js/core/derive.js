/**
 * Layers that need not be sent: their numbers are chosen, moved or set to zero, never computed
 * with, so that what is made of rounded numbers here is what the network's own would be rounded to.
 */

/** @import { Tensor } from "../types.js" */

/**
 * @typedef {object} Pool a window on rows and columns
 * @property {[number, number]} kernel
 * @property {[number, number]} stride
 * @property {[number, number]} padding
 * @property {[number, number]} dilation
 */

/** @typedef {{layer: string, from: string, shape: number[], by: string} & Partial<Pool>} Recipe */

/** @type {Record<string, (source: Tensor, recipe: any) => Float32Array>} */
const WAYS = {
  copy: ({ data }) => data,
  relu: ({ data }) => data.map((x) => (x <= 0 ? 0 : x)), // no -0, of which rounding makes some
  max_pool: maxPool,
};

/**
 * Add the tensors that were left out of a frame.
 *
 * @param {Map<string, Tensor>} tensors
 * @param {Recipe[]} recipes in forward order: one may build on another
 * @throws {TypeError} when one cannot be made
 */
export function derive(tensors, recipes) {
  for (const recipe of recipes) {
    const source = tensors.get(recipe.from);
    const way = WAYS[recipe.by];
    if (!source || !way) throw new TypeError(`${recipe.layer} cannot be made by ${recipe.by}.`);
    tensors.set(recipe.layer, { shape: recipe.shape, data: way(source, recipe) });
  }
}

/**
 * The largest number of each window; padding never wins.
 *
 * @param {Tensor} source
 * @param {Recipe & Pool} recipe
 */
function maxPool(
  { shape: [, height, width], data },
  { shape: [channels, rows, columns], ...pool },
) {
  const found = new Float32Array(channels * rows * columns);
  const [down, across] = [placesUnder(pool, 0, rows, height), placesUnder(pool, 1, columns, width)];
  for (let channel = 0, at = 0; channel < channels; channel++) {
    const plane = channel * height * width;
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        found[at++] = largest(data, plane, width, down[row], across[column]);
  }
  return found;
}

/** @param {Float32Array} data @param {number} plane where it begins @param {number} width @param {number[]} ys @param {number[]} xs */
function largest(data, plane, width, ys, xs) {
  let best = -Infinity;
  for (let i = 0; i < ys.length; i++) {
    const row = plane + ys[i] * width;
    for (let j = 0; j < xs.length; j++) best = Math.max(best, data[row + xs[j]]);
  }
  return best;
}

/**
 * The places of the source that each window covers along an axis.
 *
 * @param {Pool} pool
 * @param {0 | 1} axis rows, columns
 * @param {number} windows
 * @param {number} length
 */
const placesUnder = ({ kernel, stride, padding, dilation }, axis, windows, length) =>
  Array.from({ length: windows }, (_, window) => {
    const first = window * stride[axis] - padding[axis];
    const places = Array.from({ length: kernel[axis] }, (_, i) => first + i * dilation[axis]);
    return places.filter((place) => place >= 0 && place < length);
  });
