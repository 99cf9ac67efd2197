/** Dropout: something for training; here every number passes. */
import { flat, sameCells } from "./numbers.js";

/** @import { Kind } from "./kind.js" */

/** @type {Kind} */
export const dropout = {
  kind: "dropout",
  short: "Dropout",
  joins: true,
  silent: true,
  sees: sameCells,
  tone: (_, [source]) => source,
  facts: (layer) => [
    `while training, ${Math.round(100 * (layer.detail.probability ?? 0))} % of the numbers were dropped at random`,
  ],
  explain: (cell) => ({
    blocks: [
      {
        block: "note",
        text: "Switched off when the network is used: every number passes unchanged.",
      },
    ],
    lines: [
      { label: "x", value: flat(cell.operands)[0] },
      { label: "= x", value: cell.result },
    ],
  }),
  recompute: (cell) => flat(cell.operands)[0],
};
