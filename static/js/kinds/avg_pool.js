/** Average pooling: the mean of a window. */
import { flat, total } from "./numbers.js";
import { ownWindow, poolFacts, windowBlock } from "./pool.js";

/** @import { Kind } from "./kind.js" */

/** @type {Kind} */
export const avgPool = {
  kind: "avg_pool",
  short: "Avg pool",
  sees: ownWindow,
  tone: (_, [source]) => source,
  facts: (layer, sources) => [...poolFacts(layer, sources), "takes the mean"],
  explain: (cell, scene) => ({
    blocks: [windowBlock(cell, scene), { block: "sign", text: "→" }],
    lines: [
      { label: "Σ window", value: cell.sum },
      { label: "÷ cells", value: cell.detail.divisor },
      { label: "= mean", value: cell.result },
    ],
  }),
  recompute: (cell) => total(flat(cell.operands)) / cell.detail.divisor,
};
