/** Ink as the contract has it, changed by making new values; strokes that stay keep their identity. */

/** @import { Drawing, Ink, Point, Stroke } from "../types.js" */

/** Points nearer than this add bytes but no shape: half a pixel of a 500 px canvas. */
const MIN_STEP = 0.001;

const PRECISION = 1e4;

/** @param {number} value */
const fraction = (value) => Math.round(Math.min(1, Math.max(0, value)) * PRECISION) / PRECISION;

/**
 * A point on the canvas, clamped to it and rounded to what a screen can show.
 *
 * @param {number} x
 * @param {number} y
 * @param {number} t milliseconds
 * @returns {Point}
 */
export const pointAt = (x, y, t) => [fraction(x), fraction(y), Math.max(0, Math.round(t))];

/** @param {Ink} ink @param {Point} point @returns {Ink} with a new stroke: a dot until it is extended */
export const begin = (ink, point) => ({ ...ink, strokes: [...ink.strokes, [point]] });

/**
 * The last stroke, longer. Points that do not move are left out; the same ink comes back when
 * nothing is left.
 *
 * @param {Ink} ink
 * @param {Point[]} points
 * @returns {Ink}
 */
export function extend(ink, points) {
  const stroke = ink.strokes.at(-1);
  if (!stroke) return ink;
  const added = [];
  let [x, y] = stroke[stroke.length - 1];
  for (const point of points) {
    if (Math.hypot(point[0] - x, point[1] - y) < MIN_STEP) continue;
    added.push(point);
    [x, y] = point;
  }
  if (added.length === 0) return ink;
  return { ...ink, strokes: [...ink.strokes.slice(0, -1), [...stroke, ...added]] };
}

/**
 * What `next` adds to the end of `previous`, when that is all that changed.
 *
 * @param {Ink} previous
 * @param {Ink} next
 * @returns {Point[] | null} the new points; null when `next` is not a continuation
 */
export function addedPoints(previous, next) {
  const count = next.strokes.length;
  if (count === 0 || previous.strokes.length !== count || previous.width !== next.width)
    return null;
  for (let i = 0; i < count - 1; i++) if (previous.strokes[i] !== next.strokes[i]) return null;
  const [before, after] = [previous.strokes[count - 1], next.strokes[count - 1]];
  const continues = before.length <= after.length && before.every((point, i) => point === after[i]);
  return continues ? after.slice(before.length) : null;
}

/**
 * Whether drawing alone leads from one ink to the other.
 *
 * @param {Ink} before
 * @param {Ink} after
 */
export function growsInto(before, after) {
  const [old, grown] = [before.strokes, after.strokes];
  if (before.width !== after.width || grown.length < old.length) return false;
  const last = old.length - 1;
  for (let i = 0; i < last; i++) if (old[i] !== grown[i]) return false;
  return last < 0 || old[last].every((point, i) => point === grown[last][i]);
}

/**
 * An ink as it was at a time, never less than what it grew from.
 *
 * @param {Ink} ink
 * @param {Ink} least grew into `ink`
 * @param {number} time ms
 * @returns {Ink} `least` itself when nothing had been added
 */
export function pointsUntil(ink, least, time) {
  const first = Math.max(0, least.strokes.length - 1);
  const strokes = ink.strokes.slice(0, first);
  for (const [i, stroke] of ink.strokes.entries()) {
    if (i < first) continue;
    const kept = least.strokes[i]?.length ?? 0;
    const points = stroke.filter(([, , t = 0], at) => at < kept || t <= time);
    if (points.length) strokes.push(points);
  }
  return countPoints(strokes) === countPoints(least.strokes) ? least : { ...ink, strokes };
}

/** Nothing drawn, nothing loaded. @param {Drawing} drawing */
export const isBlank = ({ ink, picture }) => ink.strokes.length === 0 && picture === null;

/** @param {Ink} ink @returns {number} milliseconds at its newest point */
export const lastTime = (ink) => ink.strokes.at(-1)?.at(-1)?.[2] ?? 0;

/**
 * The same drawing in at most `limit` points: times go first, then points in the straightest places
 * (every other one, again and again), never a stroke's ends.
 *
 * @param {Ink} ink
 * @param {number} limit
 * @returns {Ink}
 */
export function simplify(ink, limit) {
  let strokes = ink.strokes.map((stroke) => stroke.map(([x, y]) => /** @type {Point} */ ([x, y])));
  while (countPoints(strokes) > limit) {
    const thinner = strokes.map(everyOther);
    if (countPoints(thinner) === countPoints(strokes)) break;
    strokes = thinner;
  }
  return { ...ink, strokes };
}

/** @param {readonly Stroke[]} strokes */
export const countPoints = (strokes) => strokes.reduce((sum, stroke) => sum + stroke.length, 0);

/** @param {Point[]} stroke */
const everyOther = (stroke) => stroke.filter((_, i) => i % 2 === 0 || i === stroke.length - 1);
