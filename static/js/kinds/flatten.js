/** Flatten and reshape: the same numbers in the same order, under other addresses. */
import { everything, ravel, unravel } from "../core/geometry.js";
import { pickAt } from "../core/geometry.js";
import { flat } from "./numbers.js";
import { inText, placeOf, times } from "./text.js";

/** @import { Cell } from "../types.js" */
/** @import { Sees } from "../core/geometry.js" */
/** @import { Kind, Scene } from "./kind.js" */

/** @type {Sees} */
const sees = (layer, region, sources, which) => {
  const source = sources[which];
  const single =
    region.channels?.length === 1 && region.box.every(([first, last]) => first === last);
  if (!single || !region.channels) return everything(source);
  const at = [region.channels[0], ...region.box.map(([first]) => first)];
  const [channel, ...place] = unravel(source.shape, ravel(layer.shape, at));
  return { channels: [channel], box: place.map((index) => [index, index]) };
};

/** @param {Cell} cell @param {Scene} scene */
function explain(cell, { layer, sources }) {
  const [source] = sources;
  const place = source && cell.sources[0]?.cell;
  const from = place ? placeOf(source, pickAt(source, place)) : "its place";
  const text = `${from} of ${inText(source)} is number ${ravel(layer.shape, cell.index) + 1} in the row. Nothing is computed.`;
  return {
    blocks: [{ block: /** @type {const} */ ("note"), text }],
    lines: [
      { label: "x", value: flat(cell.operands)[0] },
      { label: "= x", value: cell.result },
    ],
  };
}

/** @type {Kind} */
export const flatten = {
  kind: "flatten",
  short: "Flatten",
  joins: true,
  silent: true,
  sees,
  tone: (_, [source]) => source,
  facts: (layer, [source]) => [`${times(source?.shape ?? [])} → ${times(layer.shape)}`],
  explain,
  recompute: (cell) => flat(cell.operands)[0],
};

/** @type {Kind} */
export const reshape = {
  ...flatten,
  kind: "reshape",
  short: "Reshape",
  joins: false,
  silent: false,
};
