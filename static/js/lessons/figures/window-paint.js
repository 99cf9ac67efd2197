/** The picture of a window on the reader's ink, and beside it the map that it fills. */
import { planOf } from "./window-plan.js";

/** @import { Choice } from "./window-plan.js" */

/** Of the canvas: the drawing with the widest rim, a gap, and the map. */
const [WIDTH, HEIGHT, GAP] = [640, 380, 24];

/** @param {HTMLElement} element @param {string} name */
const colour = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Choice} choice
 * @param {number} at which place the window has, row by row
 * @param {{ink: ArrayLike<number>, side: number} | null} drawing what the network sees
 * @param {boolean} dark the page's colours
 */
export function paintWindow(canvas, choice, at, drawing, dark) {
  const plan = planOf(choice);
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const ink = (/** @type {string} */ name) => colour(canvas, name);
  const cell = Math.min(HEIGHT / plan.whole, ((WIDTH - GAP) * 0.58) / plan.whole);
  const [row, column] = plan.count ? [Math.floor(at / plan.count), at % plan.count] : [0, 0];

  const box = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ side) =>
    context.fillRect(x * cell, y * cell, side * cell, side * cell);
  context.fillStyle = ink("--track");
  box(0, 0, plan.whole);
  context.fillStyle = ink("--pad");
  box(choice.padding, choice.padding, choice.size);
  if (drawing) paintInk(context, choice, cell, drawing, ink("--ink-core"));
  if (plan.count) paintUnread(context, plan, cell, ink("--line-strong"));
  if (plan.count) paintReads(context, choice, cell, { row, column }, ink("--accent"));
  paintMap(context, plan, at, [ink("--accent"), ink("--track"), ink("--accent-soft")]);
  canvas.dataset.dark = String(dark); // the effect that paints depends on it
}

/**
 * The drawing at another size: each pixel is the nearest of what the network sees.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Choice} choice
 * @param {number} cell
 * @param {{ink: ArrayLike<number>, side: number}} drawing
 * @param {string} colour
 */
function paintInk(context, { size, padding }, cell, { ink, side }, colour) {
  const values = Array.from(ink);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  context.fillStyle = colour;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [fromX, fromY] = [x, y].map((at) => Math.floor(((at + 0.5) * side) / size));
      context.globalAlpha = (ink[fromY * side + fromX] - least) / (most - least || 1);
      context.fillRect((x + padding) * cell, (y + padding) * cell, cell, cell);
    }
  }
  context.globalAlpha = 1;
}

/** What no window reaches is hatched. @param {CanvasRenderingContext2D} context @param {import("./window-plan.js").Plan} plan @param {number} cell @param {string} colour */
function paintUnread(context, { unread, whole }, cell, colour) {
  if (!unread) return;
  const [from, to] = [(whole - unread) * cell, whole * cell];
  context.save();
  context.beginPath();
  context.rect(from, 0, to - from, to);
  context.rect(0, from, to, to - from);
  context.clip();
  context.strokeStyle = colour;
  context.beginPath();
  for (let x = -to; x < to; x += 7) {
    context.moveTo(x, 0);
    context.lineTo(x + to, to);
  }
  context.stroke();
  context.restore();
}

/** The numbers that the window reads, and its frame. @param {CanvasRenderingContext2D} context @param {Choice} choice @param {number} cell @param {{row: number, column: number}} place @param {string} colour */
function paintReads(context, choice, cell, { row, column }, colour) {
  const { field, stride, dilation } = choice;
  const [left, top] = [column * stride, row * stride];
  context.fillStyle = context.strokeStyle = colour;
  context.globalAlpha = 0.35;
  for (let y = 0; y < field; y++) {
    for (let x = 0; x < field; x++) {
      const [atX, atY] = [left + x * dilation, top + y * dilation];
      context.fillRect(atX * cell + 0.5, atY * cell + 0.5, cell - 1, cell - 1);
    }
  }
  context.globalAlpha = 1;
  context.lineWidth = 2;
  const side = planOf(choice).reach * cell;
  context.strokeRect(left * cell, top * cell, side, side);
}

/** The output: what is filled, and the number that is being made. @param {CanvasRenderingContext2D} context @param {import("./window-plan.js").Plan} plan @param {number} at @param {[string, string, string]} colours */
function paintMap(context, { count }, at, [now, empty, filled]) {
  const room = WIDTH * 0.42 - GAP;
  const cell = Math.min(12, room / Math.max(1, count));
  const left = WIDTH - room;
  for (let index = 0; index < count * count; index++) {
    context.fillStyle = index === at ? now : index < at ? filled : empty;
    const [x, y] = [index % count, Math.floor(index / count)];
    const gap = cell > 4 ? 1 : 0.4;
    context.fillRect(left + x * cell, y * cell, cell - gap, cell - gap);
  }
}
