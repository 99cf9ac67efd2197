/** Max pooling: the largest number of a window. */
import { flags, flat } from "./numbers.js";
import { ownWindow, poolFacts, windowBlock } from "./pool.js";

/** @import { Kind } from "./kind.js" */

/** @type {Kind} */
export const maxPool = {
  kind: "max_pool",
  short: "Max pool",
  sees: ownWindow,
  tone: (_, [source]) => source,
  facts: (layer, sources) => [...poolFacts(layer, sources), "keeps the largest"],
  explain: (cell, scene) => ({
    blocks: [windowBlock(cell, scene), { block: "sign", text: "→" }],
    lines: [{ label: "max", value: cell.result }],
  }),
  recompute: (cell) => {
    const inside = flags(cell.valid);
    return Math.max(...flat(cell.operands).filter((_, at) => inside[at] ?? true));
  },
};
