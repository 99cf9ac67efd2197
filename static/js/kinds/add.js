/** Addition of branches, as in residual networks. */
import { flat, sameCells, total } from "./numbers.js";
import { inText } from "./text.js";

/** @import { Kind } from "./kind.js" */

/** @type {Kind} */
export const add = {
  kind: "add",
  short: "Add",
  sees: sameCells,
  tone: (layer, sources) =>
    (layer.detail.alpha ?? 1) >= 0 && sources.every((tone) => tone === "amount")
      ? "amount"
      : "signed",
  facts: (_, sources) => [`the sum of the same cell of ${sources.map(inText).join(" and ")}`],
  explain: (cell, { sources, layer }) => {
    const values = flat(cell.products ?? cell.operands);
    const factor = (/** @type {number} */ at) =>
      at > 0 && layer.detail.alpha !== undefined ? `${layer.detail.alpha} × ` : "";
    return {
      blocks: [{ block: "note", text: cell.formula }],
      lines: [
        ...values.map((value, at) => ({
          label: `${at ? "+ " : ""}${factor(at)}${inText(sources[at])}`,
          value,
        })),
        { label: "=", value: cell.result },
      ],
    };
  },
  recompute: (cell) => total(flat(cell.products ?? cell.operands)),
};
