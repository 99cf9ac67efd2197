/** Softmax: each exponential over the sum of all of them. */
import { allCells, flat, total } from "./numbers.js";
import { precise } from "./text.js";

/** @import { Cell } from "../types.js" */
/** @import { Explanation, Kind, Line, Scene } from "./kind.js" */

/** @type {Kind} */
export const softmax = {
  kind: "softmax",
  short: "Softmax",
  joins: true,
  sees: allCells,
  tone: () => "amount",
  extent: () => [0, 1],
  facts: ({ detail }) => [
    "turns scores into probabilities that add up to 1",
    ...(detail.temperature && detail.temperature !== 1
      ? [`temperature ${precise(detail.temperature)}, calibrated`]
      : []),
  ],
  explain,
  recompute: (cell) => {
    const share = cell.detail.exponentials[cell.index[0]] / total(cell.detail.exponentials);
    return cell.detail.log ? Math.log(share) : share;
  },
};

/** @type {Kind} */
export const logSoftmax = {
  ...softmax,
  kind: "log_softmax",
  short: "Log softmax",
  tone: () => "signed",
  extent: () => null,
};

/** @param {Cell} cell @param {Scene} scene @returns {Explanation} */
function explain(cell, { classes, layer }) {
  const { exponentials, denominator, shift, temperature } = cell.detail;
  const [unit] = cell.index;
  const logits = flat(cell.operands);
  const named = classes.length === layer.outputs;
  const above = temperature === 1 ? `z − ${precise(shift)}` : `(z − ${precise(shift)}) / T`;
  return {
    blocks: [
      {
        block: "bars",
        caption: `e^(${above}); the largest score is taken off first, which cancels out`,
        bars: logits.map((logit, at) => ({
          label: named ? classes[at] : String(at + 1),
          part: exponentials[at],
          text: `e^${precise((logit - shift) / temperature)} = ${precise(exponentials[at])}`,
          marked: at === unit,
        })),
      },
    ],
    lines: lines(cell, logits[unit], exponentials[unit], denominator),
  };
}

/** @param {Cell} cell @param {number} logit @param {number} exponential @param {number} denominator @returns {Line[]} */
function lines(cell, logit, exponential, denominator) {
  const { temperature, log } = cell.detail;
  return [
    { label: "z", value: logit },
    ...(temperature === 1 ? [] : [{ label: "T", value: temperature }]),
    { label: "e^…", value: exponential },
    { label: "÷ Σ e^…", value: denominator },
    { label: log ? "ln =" : "=", value: cell.result },
  ];
}
