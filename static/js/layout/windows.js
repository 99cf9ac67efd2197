/** Where a cell's window lies on its source, padding and all, and how the source's maps are laid out. */
import { positionOf, unravel } from "../core/geometry.js";

/** @import { LayerSpec, Pick } from "../types.js" */
/** @import { Region } from "../core/geometry.js" */

/** @typedef {{start: number[], size: number[], step: number[]}} Window for each spatial axis; may leave the map */

/** @typedef {{x: number, y: number, width: number, height: number}} Rect in cells of a map; may leave it */

/**
 * @typedef {object} Plane a map, or one depth slice of it
 * @property {number} channel
 * @property {number} slice -1 and beyond the last: padding only
 * @property {number} offset of its first number in the source
 */

/**
 * @typedef {object} Sheet planes in a grid, all of one size
 * @property {Plane[]} planes
 * @property {number} columns
 * @property {number} width cells of one plane
 * @property {number} height
 * @property {[before: number, after: number]} across padding cells left and right
 * @property {[before: number, after: number]} down padding cells above and below
 * @property {number} scale pixels of a cell
 */

/**
 * @param {LayerSpec} layer
 * @param {Pick} pick
 * @param {LayerSpec} source
 * @param {Region} region of the source that the cell sees, clipped to it
 * @returns {Window | null} null: all of it, or no place in particular
 */
export function windowAt(layer, pick, source, region) {
  const sizes = source.shape.slice(1);
  if (sizes.length === 0) return null;
  const { kernel } = layer;
  if (kernel?.length === sizes.length && layer.shape.length === source.shape.length) {
    const start = positionOf(layer, pick).map(
      (at, axis) => at * (layer.stride?.[axis] ?? 1) - (layer.padding?.[axis] ?? 0),
    );
    return { start, size: kernel, step: kernel.map((_, axis) => layer.dilation?.[axis] ?? 1) };
  }
  const whole = region.box.every(([first, last], axis) => first === 0 && last === sizes[axis] - 1);
  if (whole && sizes.some((size) => size > 1)) return null;
  return {
    start: region.box.map(([first]) => first),
    size: region.box.map(([first, last]) => last - first + 1),
    step: sizes.map(() => 1),
  };
}

/** How far windows reach out of the source, on each axis. @param {LayerSpec} layer @param {LayerSpec} source @returns {[number, number][]} */
function marginsOf(layer, source) {
  return source.shape.slice(1).map((size, axis) => {
    if (layer.kernel?.length !== source.shape.length - 1) return [0, 0];
    const before = layer.padding?.[axis] ?? 0;
    const reach = (layer.kernel[axis] - 1) * (layer.dilation?.[axis] ?? 1);
    const last = ((layer.shape[axis + 1] ?? 1) - 1) * (layer.stride?.[axis] ?? 1) - before + reach;
    return [before, Math.max(0, last - size + 1)];
  });
}

const GAP = 3;

/**
 * Maps (slice by slice where there is depth) as large as the room allows.
 *
 * @param {LayerSpec} layer that reads them
 * @param {LayerSpec} source
 * @param {number[]} channels
 * @param {{width: number, height: number}} room pixels
 * @returns {Sheet}
 */
export function sheetFor(layer, source, channels, room) {
  const sizes = source.shape.slice(1);
  const margins = marginsOf(layer, source);
  const [width, height = 1, depth = 1] = sizes.toReversed();
  const [across, down = [0, 0], deep = [0, 0]] = margins.toReversed();
  const planes = channels.flatMap((channel) =>
    Array.from({ length: depth + deep[0] + deep[1] }, (_, at) => {
      const slice = at - deep[0];
      return { channel, slice, offset: (channel * depth + slice) * width * height };
    }),
  );
  const full = [width + across[0] + across[1], height + down[0] + down[1]];
  const [columns, scale] = fitted(planes.length, full, room);
  return { planes, columns, width, height, across, down, scale };
}

/** @param {number} count @param {number[]} size cells @param {{width: number, height: number}} room @returns {[columns: number, scale: number]} */
function fitted(count, [width, height], room) {
  let best = [1, 0];
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const scale = Math.min(
      (room.width - GAP * (columns - 1)) / (columns * width),
      (room.height - GAP * (rows - 1)) / (rows * height),
      24,
    );
    if (scale > best[1]) best = [columns, scale];
  }
  return [best[0], best[1] >= 2 ? Math.floor(best[1]) : Math.max(0.25, best[1])];
}

/**
 * The window's part on one plane; null where it passes by.
 *
 * @param {Window} window
 * @param {number} slice
 * @returns {Rect | null}
 */
export function rectOf({ start, size, step }, slice) {
  const reach = size.map((count, axis) => (count - 1) * step[axis] + 1);
  const axes = start.length;
  if (axes === 3) {
    const deep = slice - start[0];
    if (deep < 0 || deep % step[0] || deep / step[0] >= size[0]) return null;
  }
  const [x, y = 0] = start.toReversed();
  const [width, height = 1] = reach.toReversed();
  return { x, y, width, height };
}

/**
 * The cells that a window with gaps takes; [] where it has none.
 *
 * @param {Window} window
 * @returns {Rect[]} on the plane
 */
export function tapsOf({ start, size, step }) {
  const [across, down = 1] = step.toReversed();
  if (across === 1 && down === 1) return [];
  const [columns, rows = 1] = size.toReversed();
  const [x, y = 0] = start.toReversed();
  return Array.from({ length: rows * columns }, (_, at) => ({
    x: x + (at % columns) * across,
    y: y + Math.floor(at / columns) * down,
    width: 1,
    height: 1,
  }));
}

/** One number of the window. @param {Window} window @param {number} tap row-major @returns {Rect & {slice: number}} */
export function tapAt({ start, size, step }, tap) {
  const index = unravel(size, tap).map((at, axis) => start[axis] + at * step[axis]);
  const [x, y = 0, slice = 0] = index.toReversed();
  return { x, y, slice, width: 1, height: 1 };
}
