/** Ink on a canvas: a round pen's line with a soft warm rim, or the pixels of a digit. */

/** @import { Ink, Stroke } from "../types.js" */

/** Rims around the line, widest first: how much wider than the pen, and how strong. */
const RIMS = [
  [1.75, 0.05],
  [1.5, 0.09],
  [1.3, 0.16],
  [1.14, 0.45],
];

/**
 * @param {CanvasRenderingContext2D} context of a square canvas
 * @param {Ink} ink
 * @param {{ink: string, glow: string}} colours
 */
export function paintStrokes(context, ink, colours) {
  const side = context.canvas.width;
  const path = new Path2D();
  for (const stroke of ink.strokes) trace(path, stroke, side, ink.width);
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = colours.glow;
  for (const [wider, strength] of RIMS) {
    context.lineWidth = ink.width * side * wider;
    context.globalAlpha = strength;
    context.stroke(path);
  }
  context.globalAlpha = 1;
  context.strokeStyle = colours.ink;
  context.lineWidth = ink.width * side;
  context.stroke(path);
}

/**
 * The stroke with its corners rounded by no more than half the pen's width: dense points become
 * a line as smooth as the hand was, and sparse ones stay the straight segments that the network
 * is given.
 *
 * @param {Path2D} path
 * @param {Stroke} stroke
 * @param {number} side
 * @param {number} width the pen's, as a fraction of the side
 */
function trace(path, stroke, side, width) {
  const points = stroke.map(([x, y]) => [x * side, y * side]);
  const [first, last] = [points[0], points[points.length - 1]];
  path.moveTo(first[0], first[1]);
  for (let i = 1; i < points.length - 1; i++) {
    const [before, corner, after] = [points[i - 1], points[i], points[i + 1]];
    path.lineTo(...towards(corner, before, (width * side) / 2));
    path.quadraticCurveTo(corner[0], corner[1], ...towards(corner, after, (width * side) / 2));
  }
  path.lineTo(last[0] + (points.length === 1 ? 0.01 : 0), last[1]);
}

/**
 * The point on the way from one to another: half the way, but no farther than `most`.
 *
 * @param {number[]} from
 * @param {number[]} to
 * @param {number} most
 * @returns {[number, number]}
 */
function towards([x, y], [toX, toY], most) {
  const length = Math.hypot(toX - x, toY - y);
  const share = Math.min(0.5, most / Math.max(length, Number.MIN_VALUE));
  return [x + (toX - x) * share, y + (toY - y) * share];
}

/**
 * A digit's pixels as squares of ink, one for each value.
 *
 * @param {CanvasRenderingContext2D} context of a square canvas
 * @param {number[][]} pixels rows of 0..1
 * @param {string} colour
 */
export function paintPixels(context, pixels, colour) {
  const side = context.canvas.width;
  const cells = Math.max(pixels.length, pixels[0]?.length ?? 0);
  const at = (/** @type {number} */ cell) => Math.round((cell * side) / cells);
  context.fillStyle = colour;
  pixels.forEach((row, y) =>
    row.forEach((value, x) => {
      context.globalAlpha = value;
      context.fillRect(at(x), at(y), at(x + 1) - at(x), at(y + 1) - at(y));
    }),
  );
  context.globalAlpha = 1;
}
