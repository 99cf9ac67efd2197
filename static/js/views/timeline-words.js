/** What the timeline says about a moment. */
import { isBlank } from "../core/ink.js";
import { marksOf } from "../core/moments.js";
import { honest } from "../core/verdict.js";

/** @import { Moment } from "../types.js" */
/** @import { Mark } from "../core/moments.js" */

/** @type {Record<Mark["kind"], string>} */
export const DEEDS = {
  lift: "pen up",
  erase: "erased",
  undo: "undone",
  redo: "done again",
  clear: "cleared",
  picture: "picture",
  back: "gone back",
};

/** @param {number} ms */
export const clock = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** The classes in the order of their probability, those that count. @param {Moment} moment */
export const topOf = ({ answer }) =>
  (answer?.probabilities ?? [])
    .map((value, index) => ({ index, value }))
    .filter(({ value }) => value >= 0.005)
    .sort((a, b) => b.value - a.value)
    .slice(0, 3);

/** What happened at a moment, if anything. @param {readonly Moment[]} moments @param {number} at */
export function deedAt(moments, at) {
  const mark = marksOf(moments).findLast((each) => each.at === at);
  return mark ? DEEDS[mark.kind] : "";
}

/**
 * One phrase for a screen reader.
 *
 * @param {readonly Moment[]} moments
 * @param {readonly number[]} spots
 * @param {number} at
 */
export function spokenMoment(moments, spots, at) {
  const { answer, drawing } = moments[at];
  const said = answer
    ? `${answer.label}, ${honest(Math.max(...answer.probabilities))}`
    : "no answer";
  const deed = deedAt(moments, at);
  return `${clock(spots[at])}: ${isBlank(drawing) ? "nothing drawn" : said}${deed ? `, ${deed}` : ""}`;
}
