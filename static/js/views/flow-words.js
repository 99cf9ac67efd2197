/** What the flow says of its layers and cells, for eyes and ears. */
import { counted, placeOf, precise, times } from "../kinds/text.js";
import { flatIndex } from "../layout/sheet.js";

/** @import { Frame, LayerSpec, Pick } from "../types.js" */

/** "Convolution, 10 feature maps of 28×28" @param {LayerSpec} layer */
export function layerLabel(layer) {
  const [count, ...sizes] = layer.shape;
  if (sizes.length === 0) return `${layer.title}, ${counted(count, "unit")}`;
  return `${layer.title}, ${counted(count, "feature map")} of ${times(sizes)}`;
}

/**
 * A cell's number in a frame; null when it is not there. The frame tells probabilities with all their
 * digits, too: 16 bits make small ones coarse, or nothing.
 *
 * @param {Frame | null} frame
 * @param {LayerSpec} layer
 * @param {Pick} pick
 */
export function valueAt(frame, layer, pick) {
  const value = frame?.tensors.get(layer.name)?.data[flatIndex(layer, pick)];
  if (!frame || value === undefined) return null;
  return isAnswer(frame, layer) ? frame.probabilities[pick.channel] : value;
}

/**
 * Whether a layer's numbers are the probabilities, but for their digits: all of them, since another
 * layer may share one by chance.
 *
 * @param {Frame | null} frame
 * @param {LayerSpec} layer
 */
export function isAnswer(frame, layer) {
  const found = frame?.tensors.get(layer.name)?.data;
  const { probabilities } = frame ?? { probabilities: [] };
  if (!found || found.length !== probabilities.length) return false;
  return probabilities.every((share, at) => Math.abs(share - found[at]) < 1e-3);
}

/**
 * "Feature map 4, row 10, column 15: 2.89"
 *
 * @param {Frame | null} frame
 * @param {LayerSpec} layer
 * @param {Pick} pick
 * @param {string[]} classes
 */
export function spokenCell(frame, layer, pick, classes) {
  const value = valueAt(frame, layer, pick);
  const place = placeOf(layer, pick, classes);
  return value === null ? place : `${place}: ${brief(value)}`;
}

/** @param {number} value */
export const brief = (value) =>
  Math.abs(value) >= 0.01 || value === 0 ? value.toFixed(2) : precise(value);
