/** A line with fewer points that stays as near to itself as is asked (Ramer, Douglas, Peucker). */

/** @import { Point, Stroke } from "../types.js" */

/**
 * @param {Stroke} stroke
 * @param {number} tolerance how far the new line may be from any point of the old one
 * @returns {Point[]} some of the points, the ends among them
 */
export function thin(stroke, tolerance) {
  const keep = new Set([0, stroke.length - 1]);
  /** @type {[number, number][]} */
  const spans = [[0, stroke.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [first, last] = span;
    const farthest = farthestIn(stroke, first, last);
    if (farthest.distance <= tolerance) continue;
    keep.add(farthest.at);
    spans.push([first, farthest.at], [farthest.at, last]);
  }
  return stroke.filter((_, at) => keep.has(at));
}

/** @param {Stroke} stroke @param {number} first @param {number} last */
function farthestIn(stroke, first, last) {
  let farthest = { at: first, distance: 0 };
  for (let at = first + 1; at < last; at++) {
    const distance = toSegment(stroke[at], stroke[first], stroke[last]);
    if (distance > farthest.distance) farthest = { at, distance };
  }
  return farthest;
}

/** Distance of a point from a segment. @param {Point} point @param {Point} from @param {Point} to */
function toSegment([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length ? ((x - ax) * dx + (y - ay) * dy) / length : 0;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}
