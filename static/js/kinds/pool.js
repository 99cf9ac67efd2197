/** What max and average pools share: a window that looks at one channel. */
import { everything, shares, windows } from "../core/geometry.js";
import { flat, maskOf, planes, windowOf } from "./numbers.js";
import { seesFact, windowFacts } from "./conv.js";
import { inText } from "./text.js";

/** @import { Cell, LayerSpec } from "../types.js" */
/** @import { Sees } from "../core/geometry.js" */
/** @import { Block, Scene } from "./kind.js" */

/** @type {Sees} */
export const ownWindow = (layer, region, sources, which) => {
  const source = sources[which];
  const sizes = source.shape.slice(1);
  if (region.box.length !== sizes.length) {
    return { channels: region.channels, box: everything(source).box };
  }
  const box = layer.kernel
    ? windows(layer, region.box, sizes)
    : shares(region.box, layer.shape.slice(1), sizes);
  return { channels: region.channels, box };
};

/** @param {LayerSpec} layer @param {LayerSpec[]} sources */
export const poolFacts = (layer, [source]) =>
  layer.kernel
    ? [...windowFacts(layer, "window"), seesFact(layer, source)]
    : [`sees its outlined share of ${inText(source)}`];

/** @param {Cell} cell @param {Scene} scene @returns {Block} */
export function windowBlock(cell, scene) {
  const size = windowOf(cell, scene.layer);
  return {
    block: "matrix",
    values: planes(flat(cell.operands), size)[0],
    caption: `window of ${inText(scene.sources[0])}`,
    valid: maskOf(cell, size),
    winner: planeIndex(cell.winner, size),
  };
}

/** A 3-D or 1-D winner as row and column. @param {number[] | null} winner @param {number[]} size */
function planeIndex(winner, size) {
  if (!winner) return null;
  const column = winner[winner.length - 1];
  const row = winner.slice(0, -1).reduce((at, index, axis) => at * size[axis] + index, 0);
  return [row, column];
}
