/** Strokes and small pictures as short text: steps from point to point in as few bits as they need. */
import { bestRice, bitReader, bitWriter, fromText, toText, unzigzag, zigzag } from "./bits.js";

/** @import { Ink, Point, Stroke } from "../types.js" */

/** How fine positions are kept: steps on the canvas side. The first is the page's own precision. */
export const GRIDS = [10_000, 2000, 1000, 500, 250];

/** Milliseconds: fine enough to replay. */
const TICK = 4;
/** A pen may leave the canvas by this much of its side. */
const OUTSIDE = 0.5;
const WIDTHS = 10_000;
/** As the server has it. */
export const MOST_STROKES = 200;
const MOST = { points: 20_000, ticks: 2 ** 29, cells: 4096 };

/**
 * @param {Ink} ink
 * @param {number} grid one of GRIDS
 * @param {boolean} timed keep the times, where every point has one
 */
export function encodeInk({ strokes, width }, grid, timed) {
  const bits = bitWriter();
  const drawn = strokes.filter((stroke) => stroke.length > 0);
  const ticks = timed ? ticksOf(drawn) : null;
  const steps = drawn.map((stroke) => stepsOf(onGrid(stroke, grid)));
  const [k, kt] = [
    bestRice(steps.flat(2)),
    bestRice(ticks?.flatMap((each) => each.slice(1)) ?? []),
  ];
  bits.write(GRIDS.indexOf(grid), 3);
  bits.write(ticks ? 1 : 0, 1);
  bits.write(Math.round(width * WIDTHS), 14);
  bits.write(k, 4);
  bits.write(kt, 4);
  bits.write(drawn.length, 8);
  drawn.forEach((stroke, at) => {
    bits.rice(stroke.length - 1, 5);
    for (const value of onGrid(stroke, grid)[0]) bits.write(value + OUTSIDE * grid, 15);
    if (ticks) bits.rice(ticks[at][0], 8);
    steps[at].forEach((step, point) => {
      for (const value of step) bits.rice(value, k);
      if (ticks) bits.rice(ticks[at][point + 1], kt);
    });
  });
  return toText(bits.bytes());
}

/** @param {Stroke} stroke @param {number} grid @returns {[number, number][]} */
const onGrid = (stroke, grid) =>
  stroke.map(([x, y]) => [Math.round(x * grid), Math.round(y * grid)]);

/** @param {[number, number][]} points @returns {number[][]} from the second point on */
const stepsOf = (points) =>
  points.slice(1).map(([x, y], at) => [zigzag(x - points[at][0]), zigzag(y - points[at][1])]);

/**
 * Ticks since the point before; a stroke's first may lie before the end of the last one.
 *
 * @param {Stroke[]} strokes
 * @returns {number[][] | null} null when time is missing or runs backwards
 */
function ticksOf(strokes) {
  let last = 0;
  const steps = strokes.map((stroke) =>
    stroke.map(([, , time = NaN], at) => {
      const tick = Math.round(time / TICK);
      const step = tick - last;
      last = tick;
      return at === 0 ? zigzag(step) : step;
    }),
  );
  return steps.flat().every((step) => step >= 0 && step < MOST.ticks) ? steps : null;
}

/**
 * @param {string} text
 * @returns {Ink}
 * @throws {RangeError} when it is no ink that the server takes
 */
export function decodeInk(text) {
  const bits = bitReader(fromText(text));
  const grid = GRIDS[bits.read(3)];
  const timed = bits.read(1) === 1;
  const width = bits.read(14) / WIDTHS;
  const [k, kt, count] = [bits.read(4), bits.read(4), bits.read(8)];
  if (!grid || count > MOST_STROKES || width > 1) throw new RangeError("No such ink.");
  /** @type {Point[][]} */
  const strokes = [];
  let [points, tick] = [0, 0];
  for (let at = 0; at < count; at++) {
    const length = bits.rice(5) + 1;
    points += length;
    if (points > MOST.points) throw new RangeError("Too many points.");
    let [x, y] = [bits.read(15) - OUTSIDE * grid, bits.read(15) - OUTSIDE * grid];
    if (timed) tick += unzigzag(bits.rice(8));
    /** @type {Point[]} */
    const stroke = [pointOn(grid, x, y, timed, tick)];
    while (stroke.length < length) {
      x += unzigzag(bits.rice(k));
      y += unzigzag(bits.rice(k));
      if (timed) tick += bits.rice(kt);
      stroke.push(pointOn(grid, x, y, timed, tick));
    }
    strokes.push(stroke);
  }
  return { strokes, width };
}

/** @param {number} grid @param {number} x @param {number} y @param {boolean} timed @param {number} tick @returns {Point} */
function pointOn(grid, x, y, timed, tick) {
  const inside = (/** @type {number} */ at) => at >= -OUTSIDE * grid && at <= (1 + OUTSIDE) * grid;
  if (!inside(x) || !inside(y)) throw new RangeError("A point lies off the canvas.");
  if (tick < 0 || tick > MOST.ticks) throw new RangeError("A time is no time.");
  return timed ? [x / grid, y / grid, tick * TICK] : [x / grid, y / grid];
}

/** The largest step between two shades: a byte each. */
const SHADES = 255;

/** Rows of 0..1 as bytes, with runs of blanks in a few bits. @param {number[][]} pixels */
export function encodePixels(pixels) {
  const bits = bitWriter();
  const shades = pixels.flat().map((value) => Math.round(value * SHADES));
  bits.write(pixels.length, 10);
  bits.write(pixels[0].length, 10);
  for (let at = 0; at < shades.length;) {
    let run = 0;
    while (shades[at + run] === 0) run += 1;
    bits.write(run ? 0 : 1, 1);
    if (run) bits.rice(run - 1, 3);
    else bits.write(shades[at], 8);
    at += run || 1;
  }
  return toText(bits.bytes());
}

/** @param {string} text @returns {number[][]} @throws {RangeError} */
export function decodePixels(text) {
  const bits = bitReader(fromText(text));
  const [rows, columns] = [bits.read(10), bits.read(10)];
  const size = rows * columns;
  if (size === 0 || size > MOST.cells) throw new RangeError("No such picture.");
  /** @type {number[]} */
  const shades = [];
  while (shades.length < size) {
    if (bits.read(1)) shades.push(bits.read(8) / SHADES);
    else shades.push(...new Array(Math.min(bits.rice(3) + 1, size)).fill(0));
  }
  if (shades.length !== size) throw new RangeError("A run leaves the picture.");
  return Array.from({ length: rows }, (_, row) => shades.slice(row * columns, (row + 1) * columns));
}
