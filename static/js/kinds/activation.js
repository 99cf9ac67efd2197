/** Activations: one fixed function of each number. */
import { FUNCTIONS, NEVER_NEGATIVE } from "./functions.js";
import { flat, sameCells } from "./numbers.js";

/** @import { Block, Kind } from "./kind.js" */

/** @type {Kind} */
export const activation = {
  kind: "activation",
  short: "",
  joins: true,
  sees: sameCells,
  tone: (layer) => (NEVER_NEGATIVE.has(layer.detail.function) ? "amount" : "signed"),
  facts: () => ["the same function for every number", "nothing to learn"],
  explain: (cell, { layer }) => {
    const [x] = flat(cell.operands);
    const f = FUNCTIONS[layer.detail.function];
    const settings = { ...layer.detail, ...cell.detail };
    /** @type {Block[]} */
    const curve = f
      ? [
          {
            block: "curve",
            f: (at) => f(at, settings),
            at: [x, cell.result],
            caption: cell.formula,
          },
        ]
      : [{ block: "note", text: cell.formula }];
    return {
      blocks: curve,
      lines: [
        { label: "x", value: x },
        { label: layer.title, value: cell.result },
      ],
    };
  },
  recompute: (cell) => {
    const f = FUNCTIONS[cell.detail.function];
    return f ? f(flat(cell.operands)[0], cell.detail) : null;
  },
};
