/** Which maps have most to show. */

import { pickAt, unravel } from "../core/geometry.js";

/** @import { LayerSpec, Pick, Tensor } from "../types.js" */

/**
 * Channels by how much their numbers differ from each other, the liveliest first.
 *
 * @param {Tensor | undefined} tensor
 * @returns {number[]}
 */
export function activityOf(tensor) {
  if (!tensor) return [];
  const [count] = tensor.shape;
  const size = tensor.data.length / count;
  const spreads = Array.from({ length: count }, (_, channel) => {
    const map = tensor.data.subarray(channel * size, (channel + 1) * size);
    return spreadOf(map);
  });
  return spreads.map((_, channel) => channel).sort((a, b) => spreads[b] - spreads[a] || a - b);
}

/** Variance. @param {Float32Array} map */
function spreadOf(map) {
  let [sum, squares] = [0, 0];
  for (const value of map) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / map.length;
  return map.length === 1 ? Math.abs(sum) : squares / map.length - mean * mean;
}

/**
 * The cell with the largest number, by size.
 *
 * @param {LayerSpec} layer
 * @param {Tensor | undefined} tensor
 * @returns {Pick}
 */
export function strongestCell(layer, tensor) {
  let best = 0;
  tensor?.data.forEach((value, at) => {
    if (Math.abs(value) > Math.abs(tensor.data[best])) best = at;
  });
  return pickAt(layer, unravel(layer.shape, best));
}
