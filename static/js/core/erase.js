/** The vector eraser: what a round eraser that moves leaves of the strokes. */

/** @import { Ink, Point, Stroke } from "../types.js" */

/** Shorter rests are crumbs, which a round pen would blow up to dots. */
const CRUMB = 0.004;

/**
 * Cut away the centre lines that a disc meets on its way.
 *
 * @param {Ink} ink
 * @param {Point} from
 * @param {Point} to
 * @param {number} radius of the disc, a fraction of the canvas side
 * @returns {Ink} the same object when nothing was met; untouched strokes keep their identity
 */
export function erase(ink, from, to, radius) {
  let strokes = ink.strokes;
  for (const centre of stops(from, to, radius / 2)) strokes = cutAll(strokes, centre, radius);
  return strokes === ink.strokes ? ink : { ...ink, strokes };
}

/** Places of the disc, so dense that its edge is smooth. @param {Point} from @param {Point} to @param {number} step */
function stops(from, to, step) {
  const count = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / step));
  return Array.from({ length: count + 1 }, (_, i) => between(from, to, i / count));
}

/**
 * @param {readonly Stroke[]} strokes
 * @param {Point} centre
 * @param {number} radius
 * @returns {readonly Stroke[]}
 */
function cutAll(strokes, centre, radius) {
  const rest = strokes.map((stroke) => cut(stroke, centre, radius));
  return rest.every((pieces, i) => pieces.length === 1 && pieces[0] === strokes[i])
    ? strokes
    : rest.flat();
}

/**
 * What one disc leaves of one stroke.
 *
 * @param {Stroke} stroke
 * @param {Point} centre
 * @param {number} radius
 * @returns {Stroke[]}
 */
export function cut(stroke, centre, radius) {
  if (stroke.length === 1) return distance(stroke[0], centre) < radius ? [] : [stroke];
  /** @type {Point[][]} */
  const pieces = [];
  /** @type {Point[]} */
  let piece = distance(stroke[0], centre) < radius ? [] : [stroke[0]];
  let met = piece.length === 0;
  for (let i = 1; i < stroke.length; i++) {
    const [a, b] = [stroke[i - 1], stroke[i]];
    const inside = crossing(a, b, centre, radius);
    if (!inside) {
      piece.push(b);
      continue;
    }
    met = true;
    const [enter, leave] = inside;
    if (enter > 0) pieces.push([...piece, between(a, b, enter)]);
    piece = leave < 1 ? [between(a, b, leave), b] : [];
  }
  if (!met) return [stroke];
  pieces.push(piece);
  return pieces.filter((points) => lengthOf(points) >= CRUMB);
}

/**
 * Where the segment from a to b is inside the disc, as shares of its length; null when it is not.
 *
 * @param {Point} a
 * @param {Point} b
 * @param {Point} centre
 * @param {number} radius
 * @returns {[enter: number, leave: number] | null}
 */
function crossing(a, b, centre, radius) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const [fx, fy] = [a[0] - centre[0], a[1] - centre[1]];
  const squared = dx * dx + dy * dy;
  if (squared === 0) return fx * fx + fy * fy < radius * radius ? [0, 1] : null;
  const half = (fx * dx + fy * dy) / squared;
  const root = half * half - (fx * fx + fy * fy - radius * radius) / squared;
  if (root <= 0) return null;
  const [enter, leave] = [-half - Math.sqrt(root), -half + Math.sqrt(root)];
  return enter >= 1 || leave <= 0 ? null : [Math.max(0, enter), Math.min(1, leave)];
}

/** @param {Point} a @param {Point} b @param {number} share @returns {Point} */
function between(a, b, share) {
  const at = (/** @type {number} */ u, /** @type {number} */ v) => u + (v - u) * share;
  const [x, y] = [round(at(a[0], b[0])), round(at(a[1], b[1]))];
  return a[2] === undefined || b[2] === undefined ? [x, y] : [x, y, Math.round(at(a[2], b[2]))];
}

/** @param {number} value */
const round = (value) => Math.round(value * 1e4) / 1e4;

/** @param {Point} a @param {Point} b */
const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** @param {Point[]} points */
const lengthOf = (points) =>
  points.slice(1).reduce((sum, point, i) => sum + distance(points[i], point), 0);
