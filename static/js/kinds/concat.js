/** Concatenation: the maps of several layers, one after another. */
import { pickAt } from "../core/geometry.js";
import { flat } from "./numbers.js";
import { inText, placeOf } from "./text.js";

/** @import { Span, Sees } from "../core/geometry.js" */
/** @import { Kind } from "./kind.js" */

/** @type {Sees} */
const sees = (layer, region, sources, which) => {
  const axis = layer.detail.axis ?? 0;
  const start = sources.slice(0, which).reduce((sum, source) => sum + source.shape[axis], 0);
  const size = sources[which].shape[axis];
  if (axis > 0) {
    const box = region.box.map((span, at) =>
      at === axis - 1 ? /** @type {Span} */ ([span[0] - start, span[1] - start]) : span,
    );
    const [first, last] = box[axis - 1];
    if (last < 0 || first >= size) return null;
    box[axis - 1] = [Math.max(0, first), Math.min(size - 1, last)];
    return { channels: region.channels, box };
  }
  if (!region.channels) return region;
  const channels = region.channels.map((at) => at - start).filter((at) => at >= 0 && at < size);
  return channels.length ? { channels, box: region.box } : null;
};

/** @type {Kind} */
export const concat = {
  kind: "concat",
  short: "Concat",
  sees,
  tone: (_, sources) => (sources.every((tone) => tone === "amount") ? "amount" : "signed"),
  facts: (_, sources) => [`${sources.map(inText).join(", then ")}, side by side`],
  explain: (cell, { sources, layerNamed }) => {
    const from = cell.sources[0];
    const source = (from && layerNamed(from.layer)) ?? sources[0];
    const place = from?.cell ? placeOf(source, pickAt(source, from.cell)) : "its place";
    return {
      blocks: [{ block: "note", text: `${place} of ${inText(source)}. Nothing is computed.` }],
      lines: [
        { label: "x", value: flat(cell.operands)[0] },
        { label: "= x", value: cell.result },
      ],
    };
  },
  recompute: (cell) => flat(cell.operands)[0],
};
