/**
 * How a cell comes to be, step by step: the contract of the files in this folder, and what they
 * share. They are fetched with the player; `index.js` lists them.
 *
 * A score has `count` steps; the last one is the finished number. Each step is data, a beat: blocks
 * that the panel draws, lines of the sum so far, words, and which source numbers it is about.
 */
import { biasLine } from "../conv.js";
import { precise } from "../text.js";

/** @import { Cell, LayerSpec } from "../../types.js" */
/** @import { Tone } from "../../core/colormap.js" */
/** @import { Block, Line, Scene } from "../kind.js" */

/** @typedef {"cell" | "part" | "term"} Grain */

/**
 * @typedef {object} MotionOf a kind's way of moving
 * @property {(scene: Scene) => Partial<Record<Grain, string>>} grains names of the steps inside a cell, where it has them
 * @property {Grain} [opens] what it is played by at first, where that is not the cell
 * @property {(cell: Cell, scene: Scene, grain: Grain) => Score | null} score null: nothing to add to the kind's explanation
 * @property {(scene: Scene) => LayerSpec[]} [origins] layers to show in place of the sources
 */

/**
 * @typedef {object} Score
 * @property {number} count
 * @property {(at: number) => Beat} beat
 */

/**
 * @typedef {object} Beat
 * @property {(Block | TallyBlock | LadderBlock | StripBlock)[]} blocks
 * @property {Line[]} lines what is known so far; the last one is the newest
 * @property {number} partial the number so far
 * @property {string} words
 * @property {Light} [light]
 */

/**
 * @typedef {object} Light what of the sources a step is about
 * @property {number} [channel] of the source
 * @property {number} [tap] number inside the window, row-major
 * @property {{values: number[], reached: (at: number) => boolean, tone: Tone}} [terms] numbers to paint in the place of the source's own
 */

/**
 * @typedef {object} TallyBlock a running sum as steps up and down
 * @property {"tally"} block
 * @property {{label: string, by: number}[]} bars
 * @property {number} reached how many of them are added
 * @property {string} caption
 */

/** @typedef {{label: string, value: number, by?: string}} Rung */

/**
 * @typedef {object} LadderBlock one number on its way through several operations
 * @property {"ladder"} block
 * @property {Rung[]} rungs
 * @property {number} reached
 * @property {string} caption
 */

/**
 * @typedef {object} StripBlock shares of a whole
 * @property {"strip"} block
 * @property {{label: string, part: number, marked: boolean}[]} shares
 * @property {string} caption
 */

/** Sums of the first one, two, three… numbers. @param {readonly number[]} values */
export function running(values) {
  let sum = 0;
  return values.map((value) => (sum += value));
}

/** What follows a sum: bias, an edit's factor, the result. @param {Cell} cell @returns {Line[]} */
export function closing(cell) {
  const { detail, result } = cell;
  const lines = biasLine(cell);
  if ((detail.scale ?? 1) !== 1) lines.push({ label: "× scale (edited)", value: detail.scale });
  return [...lines, { label: "=", value: result }];
}

/** "−0.42", with a true minus. @param {number} value */
export const said = (value) => precise(value).replace("-", "−");
