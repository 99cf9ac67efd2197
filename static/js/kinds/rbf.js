/** Radial basis functions: the squared distance to a fixed pattern; smaller is better. */
import { allCells, flat, total } from "./numbers.js";
import { counted, inText } from "./text.js";

/** @import { Cell } from "../types.js" */
/** @import { Explanation, Kind, Scene } from "./kind.js" */

/** @type {Kind} */
export const rbf = {
  kind: "rbf",
  short: "RBF",
  mixes: true,
  sees: allCells,
  tone: () => "amount",
  facts: (layer, [source]) => [
    `distance of all ${counted(source?.outputs ?? 0, "unit")} of ${inText(source)} to a fixed pattern`,
    "the smallest distance wins",
  ],
  explain,
  recompute: (cell) => total(flat(cell.products)),
};

/** @param {Cell} cell @param {Scene} scene @returns {Explanation} */
function explain(cell, { classes, layer }) {
  const [operands, centre, squares] = [cell.operands, cell.weights, cell.products].map(flat);
  const [width, height] = layer.detail.grid ?? squarish(operands.length);
  const name =
    classes.length === layer.outputs ? `pattern of “${classes[cell.index[0]]}”` : "centre";
  const picture = (
    /** @type {string} */ label,
    /** @type {number[]} */ values,
    /** @type {"signed" | "amount"} */ tone,
  ) => ({ label, tone, pictures: [values] });
  return {
    blocks: [
      {
        block: "columns",
        width,
        height,
        columns: [
          picture("units", operands, "signed"),
          picture(name, centre, "signed"),
          picture("(difference)²", squares, "amount"),
        ],
        signs: ["−", "→"],
      },
    ],
    lines: [
      { label: `Σ ${counted(squares.length, "square")}`, value: cell.sum ?? total(squares) },
      { label: "=", value: cell.result },
    ],
  };
}

/** @param {number} count */
function squarish(count) {
  const width = Math.ceil(Math.sqrt(count));
  return [width, Math.ceil(count / width)];
}
