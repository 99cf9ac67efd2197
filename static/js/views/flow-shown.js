/** The numbers that the flow paints: what a layer says, or what the edits changed in it. */
import { extentOf } from "../core/colormap.js";
import { kindOf } from "../kinds/index.js";

/** @import { Frame, LayerSpec, Tensor } from "../types.js" */
/** @import { Tone } from "../core/colormap.js" */
/** @import { State } from "../state/store.js" */
/** @import { Model } from "./flow-model.js" */

/** @typedef {{tensor: Tensor | undefined, tone: Tone, extent: [number, number] | null}} Shown extent: null: as far as the numbers go */

/** Differences that are smaller than this part of the layer's numbers are rounding. */
const ROUNDING = 1e-4;

/** No edit reaches these layers. @type {WeakMap<LayerSpec, Tensor>} */
const untouched = new WeakMap();

/** Whether differences are shown; in a comparison, of those layers that can be compared. @param {State} state @param {Frame} frame @param {string} [layer] */
export const differs = (state, frame, layer) =>
  state.difference.peek() &&
  frame.differences !== null &&
  (!layer || frame.baseline !== null || frame.differences.has(layer));

/**
 * @param {State} state
 * @param {Model} model
 * @param {Frame} frame
 * @param {LayerSpec} layer
 * @returns {Shown}
 */
export function shownNumbers(state, model, frame, layer) {
  const tensor = frame.tensors.get(layer.name);
  if (differs(state, frame, layer.name)) {
    const difference = frame.differences?.get(layer.name) ?? nothing(layer);
    return { tensor: difference, tone: "signed", extent: reachOf(difference, frame, layer) };
  }
  const tone = model.tones.peek().get(layer.name) ?? "signed";
  return { tensor, tone, extent: kindOf(layer).extent?.(layer) ?? null };
}

/** @param {Tensor} difference @param {Frame} frame @param {LayerSpec} layer @returns {[number, number]} */
function reachOf({ data }, frame, layer) {
  const [low, high] = frame.ranges[layer.name] ?? [0, 0];
  const [, most] = extentOf(data, "signed");
  const reach = Math.max(
    data.some((value) => value !== 0) ? most : 0,
    ROUNDING * Math.max(-low, high, 1e-3),
  );
  return [-reach, reach];
}

/** @param {LayerSpec} layer @returns {Tensor} */
function nothing(layer) {
  const zeros = untouched.get(layer) ?? {
    shape: layer.shape,
    data: new Float32Array(layer.outputs),
  };
  untouched.set(layer, zeros);
  return zeros;
}
