/** Dense layers: the largest terms first, the small ones in growing bunches, until the sum closes. */
import { brief, originOf } from "../linear.js";
import { bySize, flat } from "../numbers.js";
import { counted } from "../text.js";
import { closing, running, said } from "./score.js";

/** @import { Cell } from "../../types.js" */
/** @import { Scene } from "../kind.js" */
/** @import { Beat, MotionOf, Score } from "./score.js" */

/** So many terms come one by one; then each bunch is larger by this factor. */
const [SINGLY, GROWTH] = [12, 1.35];

/** @type {MotionOf} */
export const linear = {
  grains: () => ({ term: "Term" }),
  opens: "term",
  origins: (scene) => [originOf(scene)],
  score: (cell, scene, grain) => accumulate(cell, scene, grain === "term"),
};

/** How many terms are in after each step. @param {number} count @returns {number[]} */
export function bunches(count) {
  const ends = [];
  for (let end = 1; end < count; end = end < SINGLY ? end + 1 : Math.ceil(end * GROWTH)) {
    ends.push(end);
  }
  return [...ends, count];
}

/** @param {Cell} cell @param {Scene} scene @param {boolean} fine @returns {Score} */
function accumulate(cell, scene, fine) {
  const [operands, weights, products] = [cell.operands, cell.weights, cell.products].map(flat);
  const order = bySize(products);
  const sums = running(order.map((at) => products[at]));
  sums[sums.length - 1] = cell.sum;
  const ends = bunches(order.length);
  const rank = new Int32Array(order.length);
  order.forEach((at, place) => (rank[at] = place));
  const from = originOf(scene);

  /** @param {number} step @returns {Beat["blocks"]} */
  const blocks = (step) => [
    {
      block: "tally",
      bars: ends.map((end, at) => ({
        label: at ? "" : "1",
        by: sums[end - 1] - (at ? sums[ends[at - 1] - 1] : 0),
      })),
      reached: step + 1,
      caption: `${counted(order.length, "term")}, the largest first`,
    },
    termsOf(ends, step, order, from, { operands, weights, products }),
  ];
  /** @param {number} reached @returns {Beat["light"]} */
  const light = (reached) => ({
    terms: { values: products, tone: "signed", reached: (at) => rank[at] < reached },
  });
  /** @param {number} step @returns {Beat} */
  const adding = (step) => ({
    blocks: blocks(step),
    lines: [{ label: `Σ ${ends[step]} of ${order.length}`, value: sums[ends[step] - 1] }],
    partial: sums[ends[step] - 1],
    words: addedWords(ends, step, order, products),
    light: light(ends[step]),
  });
  const ended = () => ({
    blocks: blocks(ends.length - 1),
    lines: [{ label: `Σ ${counted(order.length, "term")}`, value: cell.sum }, ...closing(cell)],
    partial: cell.result,
    words: "all terms are in; the bias on top",
    light: light(order.length),
  });
  return {
    count: fine ? ends.length + 1 : 1,
    beat: (at) => (fine && at < ends.length ? adding(at) : ended()),
  };
}

/** @param {number[]} ends @param {number} step @param {number[]} order @param {number[]} products */
function addedWords(ends, step, order, products) {
  const before = step ? ends[step - 1] : 0;
  const added = ends[step] - before;
  if (added === 1) return `term ${ends[step]} adds ${said(products[order[before]])}`;
  const largest = Math.abs(products[order[before]]);
  return largest === 0
    ? `the other ${added} terms are zero`
    : `${added} more terms, none larger than ${said(largest)}`;
}

const SHOWN = 6;

/**
 * The last terms that were added.
 *
 * @param {number[]} ends
 * @param {number} step
 * @param {number[]} order
 * @param {import("../../types.js").LayerSpec} from
 * @param {{operands: number[], weights: number[], products: number[]}} sum
 * @returns {import("../kind.js").TermsBlock}
 */
function termsOf(ends, step, order, from, { operands, weights, products }) {
  const last = ends[step];
  const first = Math.max(0, Math.min(last, SINGLY) - SHOWN);
  const listed = order.slice(first, Math.min(last, first + SHOWN));
  const others = last - listed.length;
  return {
    block: "terms",
    caption: "input × weight",
    scale: Math.abs(products[order[0]]),
    terms: listed.map((at) => ({
      label: brief(from, at),
      operand: operands[at],
      weight: weights[at],
      product: products[at],
    })),
    rest: {
      count: others,
      sum: others
        ? order.slice(0, last).reduce((sum, at) => sum + products[at], 0) -
          listed.reduce((sum, at) => sum + products[at], 0)
        : 0,
    },
  };
}
