/** From the picked number on through the rest of its column: norm, activation, softmax. */
import { scaleOf } from "../core/edits.js";
import { functionOf } from "../kinds/functions.js";
import { joining } from "../kinds/index.js";
import { pickAt } from "../core/geometry.js";
import { isAnswer, valueAt } from "../views/flow-words.js";

/** @import { Cell, Edit, Frame, LayerSpec } from "../types.js" */

/**
 * @typedef {object} Step
 * @property {LayerSpec} layer
 * @property {number} input
 * @property {number} value
 * @property {boolean} exact computed here; otherwise it is the frame's, with fewer digits
 * @property {boolean} whole the value has all its digits
 * @property {number} scale by which an edit multiplies it; 1: none does
 */

/**
 * @param {LayerSpec[]} layers of the stage
 * @param {LayerSpec} picked
 * @param {Cell} cell
 * @param {Frame | null} frame
 * @param {readonly Edit[]} [edits]
 * @returns {Step[]}
 */
export function chainOf(layers, picked, cell, frame, edits = []) {
  let input = cell.result;
  let exact = true;
  /** @type {Step[]} */
  const steps = [];
  for (const layer of layers.slice(layers.indexOf(picked) + 1)) {
    if (joining.silent(layer) || layer.shape.join() !== picked.shape.join()) continue;
    const f = functionOf(layer);
    exact = exact && f !== undefined;
    const scale = scaleOf(edits, layer.name, cell.index[0]);
    const value = f
      ? f(input, layer.detail) * scale
      : valueAt(frame, layer, pickAt(layer, cell.index));
    if (value === null) break;
    steps.push({ layer, input, value, exact, whole: exact || isAnswer(frame, layer), scale });
    input = value;
  }
  return steps;
}
