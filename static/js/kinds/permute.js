/** Permute: the same numbers with their axes in another order. */
import { flatten } from "./flatten.js";

/** @import { Sees } from "../core/geometry.js" */
/** @import { Kind } from "./kind.js" */

/** @type {Sees} */
const sees = (layer, region, sources, which) => {
  const source = sources[which];
  /** @type {number[]} */
  const order = layer.detail.order ?? [];
  const channels = region.channels ?? [0, layer.shape[0] - 1];
  /** @type {[number, number][]} */
  const spans = [[Math.min(...channels), Math.max(...channels)], ...region.box];
  const [first, ...box] = source.shape.map((_, axis) => spans[order.indexOf(axis)]);
  const count = first[1] - first[0] + 1;
  return { channels: Array.from({ length: count }, (_, at) => first[0] + at), box };
};

/** @type {Kind} */
export const permute = {
  ...flatten,
  kind: "permute",
  short: "Permute",
  joins: false,
  silent: false,
  sees,
};
