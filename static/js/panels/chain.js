/** From the picked number on through the rest of its column: norm, activation, softmax. */
import { FUNCTIONS } from "../kinds/functions.js";
import { joining } from "../kinds/index.js";
import { pickAt } from "../core/geometry.js";
import { valueAt } from "../views/flow-words.js";

/** @import { Cell, Frame, LayerSpec } from "../types.js" */

/**
 * @typedef {object} Step
 * @property {LayerSpec} layer
 * @property {number} input
 * @property {number} value
 * @property {boolean} exact computed here; otherwise it is the frame's, with fewer digits
 */

/**
 * @param {LayerSpec[]} layers of the stage
 * @param {LayerSpec} picked
 * @param {Cell} cell
 * @param {Frame | null} frame
 * @returns {Step[]}
 */
export function chainOf(layers, picked, cell, frame) {
  let input = cell.result;
  let exact = true;
  /** @type {Step[]} */
  const steps = [];
  for (const layer of layers.slice(layers.indexOf(picked) + 1)) {
    if (joining.silent(layer) || layer.shape.join() !== picked.shape.join()) continue;
    const known = layer.detail.function in FUNCTIONS && layer.detail.function !== "prelu";
    exact = exact && known;
    const value = known
      ? FUNCTIONS[layer.detail.function](input, layer.detail)
      : valueAt(frame, layer, pickAt(layer, cell.index));
    if (value === null) break;
    steps.push({ layer, input, value, exact });
    input = value;
  }
  return steps;
}
