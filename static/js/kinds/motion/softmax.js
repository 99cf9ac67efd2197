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
  const name = (/** @type {number} */ at) =>
    classes.length === layer.outputs ? classes[at] : String(at + 1);
  const above = logits.map((logit) => (logit - shift) / temperature);
  const least = Math.min(...above);
  /** @param {number[]} values @param {(at: number) => number} part @param {string} caption @returns {BarsBlock} */
  const bars = (values, part, caption) => ({
    block: "bars",
    caption,
    bars: values.map((value, at) => ({
      label: name(at),
      part: part(at),
      text: precise(value),
      marked: at === unit,
    })),
  });
  const reach = Math.max(...logits.map(Math.abs)) || 1;
  const scores = bars(logits, (at) => Math.max(0, logits[at] / reach), "scores z");
  const shifted = bars(above, (at) => 1 - above[at] / (least || -1), aboveWords(temperature));
  const powers = bars(exponentials, (at) => exponentials[at], "e^…");
  /** @type {StripBlock} */
  const strip = {
    block: "strip",
    caption: `all of them add up to ${precise(denominator)}; the share is the answer`,
    shares: exponentials.map((/** @type {number} */ value, /** @type {number} */ at) => ({
      label: name(at),
      part: value / total(exponentials),
      marked: at === unit,
    })),
  };
  /** @type {Line[]} */
  const lines = [
    { label: "z", value: logits[unit] },
    { label: temperature === 1 ? "z − max" : "(z − max) / T", value: above[unit] },
    { label: "e^…", value: exponentials[unit] },
    { label: "÷ Σ e^…", value: denominator },
    { label: log ? "ln =" : "=", value: cell.result },
  ];
  const step = (
    /** @type {number} */ known,
    /** @type {number} */ partial,
    /** @type {Beat["blocks"]} */ blocks,
    /** @type {string} */ words,
  ) => ({ blocks, lines: lines.slice(0, known), partial, words });
  return [
    step(1, logits[unit], [scores], `class ${name(unit)} scores ${said(logits[unit])}`),
    step(2, above[unit], [scores, shifted], "the largest score is taken off; it cancels out later"),
    step(
      3,
      exponentials[unit],
      [shifted, powers],
      `its exponential is ${said(exponentials[unit])}`,
    ),
    step(4, denominator, [powers, strip], `all exponentials add up to ${said(denominator)}`),
    step(
      5,
      cell.result,
      [powers, strip],
      log ? "the logarithm of its share" : "its share of the sum",
    ),
  ];
}

/** @param {number} temperature */
const aboveWords = (temperature) =>
  temperature === 1 ? "z − largest" : `(z − largest) / ${precise(temperature)}`;
