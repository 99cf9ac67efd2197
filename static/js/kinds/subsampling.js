/** LeNet-5's trainable pooling: coefficient × (sum of the window) + bias. */
import { biasLine } from "./conv.js";
import { flat, total } from "./numbers.js";
import { ownWindow, poolFacts, windowBlock } from "./pool.js";

/** @import { Kind } from "./kind.js" */

/** @type {Kind} */
export const subsampling = {
  kind: "subsampling",
  short: "Subsample",
  sees: ownWindow,
  tone: () => "signed",
  facts: (layer, sources) => [
    ...poolFacts(layer, sources),
    "1 coefficient + 1 bias for the whole map",
  ],
  explain: (cell, scene) => ({
    blocks: [windowBlock(cell, scene), { block: "sign", text: "→" }],
    lines: [
      { label: "Σ window", value: cell.detail.window_sum ?? total(flat(cell.operands)) },
      { label: "× coefficient", value: cell.detail.coefficient },
      ...biasLine(cell),
      { label: "=", value: cell.result },
    ],
  }),
  recompute: (cell) => total(flat(cell.products)) + (cell.bias ?? 0),
};
