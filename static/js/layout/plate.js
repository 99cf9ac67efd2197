/**
 * Many small rasters on one canvas: which number each pixel of a column's picture shows.
 *
 * A browser makes a layer of the screen of every canvas, and puts them together anew for each
 * picture: two hundred of them cost more than the network. So a column is one.
 */

/** @import { Box, Spot } from "./plan.js" */

/**
 * @typedef {object} Rasters all of one size
 * @property {Box[]} boxes
 * @property {number} columns cells of each
 * @property {number} rows
 * @property {boolean} apart each cell is a tile of its own; else each raster is one
 */

/**
 * @typedef {object} Plate
 * @property {number} width in the screen's pixels
 * @property {number} height
 * @property {Int32Array} place pixel -> word
 * @property {Uint32Array} mask pixel -> the word's bits that count: how much of the pixel is covered
 * @property {Uint32Array} words a colour for each cell of each raster, and nothing at the end
 */

/** A cell of a grid is a square with round corners: parts of its side. */
export const INSET = 0.7 / 16;
export const ROUND = 3 / 16;

/** Corners of a map, in CSS pixels. */
const MAP_ROUND = 3;
/** The colours beside the bars of the answer. */
const STRIP = { left: 22, width: 8 };

/** What a column shows of its layer. @param {Spot} spot @returns {Rasters} */
export function tilesOf({ face: { form, sheet }, box, slots }) {
  const strip = { ...box, x: box.x + STRIP.left, width: STRIP.width };
  const boxes = form === "maps" ? slots : [form === "bars" ? strip : box];
  return { boxes, columns: sheet.width, rows: sheet.height, apart: form !== "maps" };
}

/** A slice of a kernel beside each map. @param {Spot} spot @returns {Rasters} */
export function kernelsOf({ kernels, stage: { base } }) {
  const sizes = base.kernel ?? [];
  const [rows, columns] = sizes.length === 1 ? [1, sizes[0]] : sizes.slice(-2);
  return { boxes: kernels.map((box) => shaped(box, rows / columns)), columns, rows, apart: true };
}

/** A box as high as its kernel is, around the same middle. @param {Box} box @param {number} aspect */
const shaped = (box, aspect) => {
  const height = box.width * Math.min(1, aspect);
  return { ...box, y: box.y + (box.height - height) / 2, height };
};

/** The box around boxes. @param {Box[]} boxes @returns {Box} */
export function around(boxes) {
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/**
 * @param {Rasters} rasters
 * @param {number} ratio the screen's pixels for each CSS pixel
 * @returns {Plate}
 */
export function plateOf({ boxes, columns, rows, apart }, ratio) {
  const frame = around(boxes);
  const width = Math.max(1, Math.round(frame.width * ratio));
  const height = Math.max(1, Math.round(frame.height * ratio));
  const words = new Uint32Array(boxes.length * columns * rows + 1);
  const place = new Int32Array(width * height).fill(words.length - 1);
  const mask = new Uint32Array(width * height);
  boxes.forEach((box, at) => {
    const area = {
      x: (box.x - frame.x) * ratio,
      y: (box.y - frame.y) * ratio,
      width: box.width * ratio,
      height: box.height * ratio,
    };
    const cell = { width: area.width / columns, height: area.height / rows };
    const bottom = Math.min(height, Math.ceil(area.y + area.height));
    const right = Math.min(width, Math.ceil(area.x + area.width));
    for (let y = Math.floor(area.y); y < bottom; y++) {
      const row = cellAt(y + 0.5 - area.y, cell.height, rows);
      for (let x = Math.floor(area.x); x < right; x++) {
        const column = cellAt(x + 0.5 - area.x, cell.width, columns);
        const tile = apart ? tileIn(area, cell, column, row) : area;
        const round = apart ? (ROUND * tile.width) / (1 - 2 * INSET) : MAP_ROUND * ratio;
        const covered = coverage(x + 0.5, y + 0.5, tile, round);
        if (covered === 0) continue;
        place[y * width + x] = (at * rows + row) * columns + column;
        mask[y * width + x] = 0xffffff | (Math.round(255 * covered) << 24);
      }
    }
  });
  return { width, height, place, mask, words };
}

/** @param {number} at @param {number} size @param {number} count */
const cellAt = (at, size, count) => Math.min(count - 1, Math.max(0, Math.floor(at / size)));

/** The square in the middle of a cell. @param {Box} area @param {{width: number, height: number}} cell @param {number} column @param {number} row @returns {Box} */
function tileIn(area, cell, column, row) {
  const side = (1 - 2 * INSET) * Math.min(cell.width, cell.height);
  return {
    x: area.x + (column + 0.5) * cell.width - side / 2,
    y: area.y + (row + 0.5) * cell.height - side / 2,
    width: side,
    height: side,
  };
}

/**
 * How much of the pixel around a point a rounded box covers: its signed distance, as a ramp one
 * pixel wide.
 *
 * @param {number} x
 * @param {number} y
 * @param {Box} box
 * @param {number} radius
 */
function coverage(x, y, box, radius) {
  const round = Math.min(radius, box.width / 2, box.height / 2);
  const right = Math.abs(x - box.x - box.width / 2) - box.width / 2 + round;
  const down = Math.abs(y - box.y - box.height / 2) - box.height / 2 + round;
  const outside = Math.hypot(Math.max(right, 0), Math.max(down, 0)) - round;
  return Math.min(1, Math.max(0, 0.5 - outside - Math.min(0, Math.max(right, down))));
}
