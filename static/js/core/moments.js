/** A drawing's moments: when they were, without the pauses, and what was drawn between them. */
import { growsInto, lastTime, pointsUntil } from "./ink.js";

/** @import { Drawing, Ink, Moment } from "../types.js" */

/** More are thinned out. */
export const MOST = 600;

/** A pause that is longer, in ms, becomes this long. */
const PAUSE = 600;

/**
 * Where each moment lies, in ms since the first, long pauses left out.
 *
 * @param {readonly Moment[]} moments
 * @returns {number[]} ascending
 */
export function spotsOf(moments) {
  let spot = 0;
  return moments.map((moment, i) => {
    if (i > 0) spot += passed(moments[i - 1], moment);
    return spot;
  });
}

/** @param {Moment} before @param {Moment} after @returns {number} ms, most of a pause left out */
function passed(before, after) {
  const gap = Math.max(0, after.time - before.time);
  if (gap <= PAUSE) return gap;
  const [from, to] = [before.drawing.ink, after.drawing.ink];
  const drawn = growsInto(from, to) ? lastTime(to) - firstNewTime(from, to) : 0;
  return Math.min(gap, PAUSE + Math.max(0, drawn));
}

/** @param {Ink} from @param {Ink} to one that grew from it @returns {number} ms of the first new point */
function firstNewTime(from, to) {
  const last = Math.max(0, from.strokes.length - 1);
  const point = to.strokes[last]?.[from.strokes[last]?.length ?? 0] ?? to.strokes[last + 1]?.[0];
  return point?.[2] ?? lastTime(to);
}

/** The moment that lasts at a spot; -1 before the first. @param {readonly number[]} spots @param {number} spot */
export const momentAt = (spots, spot) => spots.findLastIndex((each) => each <= spot);

/** The moment that is nearest to a spot. @param {readonly number[]} spots @param {number} spot */
export function nearestMoment(spots, spot) {
  const before = Math.max(0, momentAt(spots, spot));
  const after = Math.min(before + 1, spots.length - 1);
  return spots[after] - spot < spot - spots[before] ? after : before;
}

/**
 * What was drawn at a spot: between two moments, the points that the hand had reached.
 *
 * @param {readonly Moment[]} moments
 * @param {readonly number[]} spots of the moments
 * @param {number} spot
 * @returns {Drawing}
 */
export function drawingAt(moments, spots, spot) {
  const at = Math.max(0, momentAt(spots, spot));
  const here = moments[at].drawing;
  const next = moments[at + 1]?.drawing;
  if (spot <= spots[at] || !next || next.picture || !growsInto(here.ink, next.ink)) return here;
  const time = lastTime(next.ink) - (spots[at + 1] - spot);
  const ink = pointsUntil(next.ink, here.ink, time);
  return ink === here.ink ? here : { ink, picture: null };
}

/**
 * The same moments, at most `most`: those go whose neighbours are nearest in time; the first, the
 * last and what is marked stay as long as anything else can go.
 *
 * @param {readonly Moment[]} moments
 * @param {number} [most]
 * @returns {readonly Moment[]}
 */
export function thin(moments, most = MOST) {
  const kept = [...moments];
  while (kept.length > most) {
    const marked = new Set(marksOf(kept).map(({ at }) => at));
    const cost = (/** @type {number} */ i) =>
      kept[i + 1].time - kept[i - 1].time + (marked.has(i) ? 1e9 : 0);
    let least = 1;
    for (let i = 2; i < kept.length - 1; i++) if (cost(i) < cost(least)) least = i;
    kept.splice(least, 1);
  }
  return kept;
}

/** @typedef {"lift" | "erase" | "undo" | "redo" | "clear" | "picture" | "back"} MarkKind */

/** @typedef {{at: number, kind: MarkKind}} Mark at which moment what happened */

/**
 * What is worth a mark: the pen's lifts, and all that is not drawing. An eraser's sweep is one.
 *
 * @param {readonly Moment[]} moments
 * @returns {Mark[]}
 */
export function marksOf(moments) {
  /** @type {Mark[]} */
  const marks = [];
  moments.forEach((moment, at) => {
    const { deed } = moment;
    const before = moments[at - 1];
    if (deed === "draw") {
      const lifted = before?.deed === "draw" && strokes(before) < strokes(moment);
      if (lifted) marks.push({ at: at - 1, kind: "lift" });
    } else if (deed !== "width" && !(deed === "erase" && before?.deed === "erase")) {
      marks.push({ at, kind: deed });
    }
  });
  return marks;
}

/** @param {Moment} moment */
const strokes = ({ drawing }) => drawing.ink.strokes.length;

/**
 * The moments that tell the story in few steps: marks, every change of the answer, the last.
 *
 * @param {readonly Moment[]} moments
 * @returns {number[]} their places, ascending
 */
export function keyMoments(moments) {
  const keys = new Set(marksOf(moments).map(({ at }) => at));
  moments.forEach(({ answer }, at) => {
    if (answer && answer.label !== moments[at - 1]?.answer?.label) keys.add(at);
  });
  keys.add(moments.length - 1);
  return [...keys].filter((at) => at >= 0).sort((a, b) => a - b);
}
