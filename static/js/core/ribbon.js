/** A timeline's numbers for its picture: which classes get a band, and what each column shows. */
import { isBlank } from "./ink.js";
import { momentAt } from "./moments.js";
import { DOUBT } from "./verdict.js";

/** @import { Answer, Moment } from "../types.js" */
/** @import { Column } from "../render/stack.js" */

/** More classes than colours: the strongest get one each, the others share the last. */
export const BANDS = 10;

/** A timeline that is younger, in ms, leaves room at its right. */
export const SHORTEST = 1500;

/**
 * @param {readonly Moment[]} moments
 * @param {number} count of classes
 * @returns {number[]} the classes that have a band of their own, in order
 */
export function bandsOf(moments, count) {
  const all = [...Array(count).keys()];
  if (count <= BANDS) return all;
  const most = all.map(() => 0);
  for (const { answer } of moments) {
    answer?.probabilities.forEach((value, i) => (most[i] = Math.max(most[i], value)));
  }
  const best = all.sort((a, b) => most[b] - most[a]).slice(0, BANDS - 1);
  return best.sort((a, b) => a - b);
}

/** The band that a class is in: its own, or that of all others. @param {readonly number[]} bands @param {number} index */
export const bandOf = (bands, index) =>
  bands.includes(index) ? bands.indexOf(index) : bands.length;

/** @param {Answer} answer @param {readonly number[]} bands @returns {number[]} one share for each, then the rest */
function sharesOf({ probabilities }, bands) {
  if (bands.length === probabilities.length) return probabilities;
  const shares = bands.map((i) => probabilities[i] ?? 0);
  return [...shares, Math.max(0, 1 - shares.reduce((sum, value) => sum + value, 0))];
}

/** @param {Moment} moment @param {readonly number[]} bands @returns {Column} */
const columnOf = ({ answer, drawing }, bands) => ({
  shares: answer && sharesOf(answer, bands),
  blank: isBlank(drawing),
  doubtful: (answer?.notADigit ?? 0) >= DOUBT,
});

/** Answers that follow each other this fast, in ms, are joined by a straight line. */
const FAST = 150;

/**
 * A column on the way from one answer to the next.
 *
 * @param {Column} before
 * @param {Column} after
 * @param {number} way 0..1
 * @returns {Column}
 */
function between(before, after, way) {
  if (!before.shares || !after.shares || before.blank || after.blank) return before;
  const next = after.shares;
  return { ...before, shares: before.shares.map((value, i) => value + (next[i] - value) * way) };
}

/** @type {Column} */
const NOTHING = { shares: null, blank: true, doubtful: false };

/**
 * What each of `count` columns shows: a moment lasts until the next, the last one a little.
 *
 * @param {readonly Moment[]} moments
 * @param {readonly number[]} spots of the moments
 * @param {readonly number[]} bands
 * @param {number} count
 * @returns {Column[]} columns in which nothing changes are one object
 */
export function ribbon(moments, spots, bands, count) {
  /** @type {Map<number, Column>} */
  const made = new Map();
  const end = spots.length ? spots[spots.length - 1] : -1;
  const span = spanOf(spots);
  /** @param {number} at @returns {Column} */
  const column = (at) => {
    const known = made.get(at) ?? columnOf(moments[at], bands);
    made.set(at, known);
    return known;
  };
  return Array.from({ length: count }, (_, i) => {
    const spot = (i / Math.max(1, count - 1)) * span;
    const at = momentAt(spots, spot);
    if (at < 0 || (spot > end + LINGER && spots.length > 0)) return NOTHING;
    const gap = spots[at + 1] - spots[at];
    if (!(gap > 0 && gap < FAST)) return column(at);
    return between(column(at), column(at + 1), (spot - spots[at]) / gap);
  });
}

/** How long the newest moment is drawn, in ms. */
const LINGER = 40;

/** What the whole width stands for, in ms. @param {readonly number[]} spots */
export const spanOf = (spots) => Math.max(SHORTEST, spots[spots.length - 1] ?? 0);
