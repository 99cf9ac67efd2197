/** Softmax: scores, less the largest; exponentials; each one's share of their sum. */
import { flat, total } from "../numbers.js";
import { precise } from "../text.js";
import { said } from "./score.js";

/** @import { Cell } from "../../types.js" */
/** @import { BarsBlock, Line, Scene } from "../kind.js" */
/** @import { Beat, MotionOf, Score, StripBlock } from "./score.js" */

/** @type {MotionOf} */
export const softmax = {
  grains: () => ({ term: "Step" }),
  opens: "term",
  score: (cell, scene, grain) => shares(cell, scene, grain !== "cell"),
};

/** @param {Cell} cell @param {Scene} scene @param {boolean} fine @returns {Score} */
function shares(cell, scene, fine) {
  const beats = beatsOf(cell, scene);
  return {
    count: fine ? beats.length : 1,
    beat: (at) => beats[fine ? at : beats.length - 1],
  };
}

/** @param {Cell} cell @param {Scene} scene @returns {Beat[]} */
function beatsOf(cell, { classes, layer }) {
  const { exponentials, denominator, shift, temperature, log } = cell.detail;
  const [unit] = cell.index;
  const logits = flat(cell.operands);
  const names = classes.length === layer.outputs ? classes : logits.map((_, at) => String(at + 1));
  const above = logits.map((logit) => (logit - shift) / temperature);
  const { scores, shifted, powers, strip } = picturesOf(cell, logits, above, names);
  /** @type {Line[]} */
  const lines = [
    { label: "z", value: logits[unit] },
    { label: temperature === 1 ? "z − max" : "(z − max) / T", value: above[unit] },
    { label: "e^…", value: exponentials[unit] },
    { label: "÷ Σ e^…", value: denominator },
    { label: log ? "ln =" : "=", value: cell.result },
  ];
  /** @type {[partial: number, blocks: Beat["blocks"], words: string][]} */
  const steps = [
    [logits[unit], [scores], `class ${names[unit]} scores ${said(logits[unit])}`],
    [above[unit], [scores, shifted], "the largest score is taken off; it cancels out later"],
    [exponentials[unit], [shifted, powers], `its exponential is ${said(exponentials[unit])}`],
    [denominator, [powers, strip], `all exponentials add up to ${said(denominator)}`],
    [cell.result, [powers, strip], log ? "the logarithm of its share" : "its share of the sum"],
  ];
  return steps.map(([partial, blocks, words], at) => {
    return { blocks, lines: lines.slice(0, at + 1), partial, words };
  });
}

/**
 * Scores, scores less the largest, exponentials, and their shares of the whole.
 *
 * @param {Cell} cell
 * @param {number[]} logits
 * @param {number[]} above less the largest, over the temperature
 * @param {string[]} names
 */
function picturesOf({ detail, index: [unit] }, logits, above, names) {
  /** @type {{exponentials: number[], denominator: number, temperature: number}} */
  const { exponentials, denominator, temperature } = /** @type {any} */ (detail);
  /** @param {number[]} values @param {(at: number) => number} part @param {string} caption @returns {BarsBlock} */
  const bars = (values, part, caption) => ({
    block: "bars",
    caption,
    bars: values.map((value, at) => ({
      label: names[at],
      part: part(at),
      text: precise(value),
      marked: at === unit,
    })),
  });
  const least = Math.min(...above);
  const reach = Math.max(...logits.map(Math.abs)) || 1;
  /** @type {StripBlock} */
  const strip = {
    block: "strip",
    caption: `all of them add up to ${precise(denominator)}; the share is the answer`,
    shares: exponentials.map((value, at) => ({
      label: names[at],
      part: value / total(exponentials),
      marked: at === unit,
    })),
  };
  return {
    scores: bars(logits, (at) => Math.max(0, logits[at] / reach), "scores z"),
    shifted: bars(above, (at) => 1 - above[at] / (least || -1), aboveWords(temperature)),
    powers: bars(exponentials, (at) => exponentials[at], "e^…"),
    strip,
  };
}

/** @param {number} temperature */
const aboveWords = (temperature) =>
  temperature === 1 ? "z − largest" : `(z − largest) / ${precise(temperature)}`;
