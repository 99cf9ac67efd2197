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
  for (const stroke of ink.strokes) trace(path, stroke, side);
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
 * A curve through the middles of the segments: as smooth as the hand was, and so close to the
 * straight segments that the network gets the same picture.
 *
 * @param {Path2D} path
 * @param {Stroke} stroke
 * @param {number} side
 */
function trace(path, stroke, side) {
  const [[x, y], ...rest] = stroke;
  path.moveTo(x * side, y * side);
  if (rest.length === 0) {
    path.lineTo(x * side + 0.01, y * side);
    return;
  }
  for (let i = 0; i < rest.length - 1; i++) {
    const [[ax, ay], [bx, by]] = [rest[i], rest[i + 1]];
    path.quadraticCurveTo(ax * side, ay * side, ((ax + bx) / 2) * side, ((ay + by) / 2) * side);
  }
  const [lastX, lastY] = rest[rest.length - 1];
  path.lineTo(lastX * side, lastY * side);
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
