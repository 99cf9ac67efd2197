/** Numbers, shapes and places in words. People count from one. */

/** @import { LayerSpec, Pick } from "../types.js" */

/** For a grid: as many digits as fit. @param {number} value */
export function short(value) {
  const size = Math.abs(value);
  const text = value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** For a result. @param {number} value */
export function precise(value) {
  const size = Math.abs(value);
  if (size !== 0 && size < 5e-4) return value.toExponential(2);
  return value.toFixed(size >= 1000 ? 1 : size >= 100 ? 2 : size >= 10 ? 3 : 4);
}

/** @param {number} count */
export const grouped = (count) => count.toLocaleString("en-US");

/** Six figures and more do not fit a narrow column. @param {number} count */
export const compact = (count) =>
  count < 100_000 ? grouped(count) : `${grouped(Math.round(count / 1000))}k`;

/** @param {readonly number[]} sizes "5×5" */
export const times = (sizes) => sizes.join("×");

/** "5×5", or "5-wide" of a strip. @param {readonly number[]} sizes */
export const windowText = (sizes) => (sizes.length === 1 ? `${sizes[0]}-wide` : times(sizes));

/** One number when all axes agree. @param {readonly number[]} sizes */
export const evenly = (sizes) =>
  sizes.every((size) => size === sizes[0]) ? String(sizes[0]) : times(sizes);

/** @param {number} count @param {string} noun @param {string} [many] */
export const counted = (count, noun, many = `${noun}s`) =>
  `${grouped(count)} ${count === 1 ? noun : many}`;

/**
 * "Feature map 4, row 10, column 15"
 *
 * @param {LayerSpec} layer
 * @param {Pick} pick
 * @param {string[]} [classes] names of the units, where there is one for each
 */
export function placeOf(layer, pick, classes = []) {
  const axes = layer.shape.length - 1;
  if (axes === 0) {
    const named = layer.shape[0] === classes.length;
    const unit = pick.channel + 1;
    return named ? `Class “${classes[pick.channel]}”` : `Unit ${unit}`;
  }
  const map = mapName(layer, pick.channel);
  const [row, column] = [pick.row ?? 0, pick.column ?? 0];
  if (axes === 1) return `${map}, position ${column + 1}`;
  if (axes === 2) return `${map}, row ${row + 1}, column ${column + 1}`;
  return `${map}, slice ${(pick.depth ?? 0) + 1}, row ${row + 1}, column ${column + 1}`;
}

/** @param {LayerSpec} layer @param {number} channel */
export const mapName = (layer, channel) =>
  layer.kind !== "input"
    ? `Feature map ${channel + 1}`
    : layer.shape[0] === 1
      ? "Pixel"
      : `Colour ${channel + 1}`;

/** How a layer is spoken of inside a sentence. @param {LayerSpec | undefined} layer */
export const inText = (layer) =>
  !layer ? "its source" : layer.kind === "input" ? "the input" : layer.name;

/** "10×28×28 · 260 params" @param {LayerSpec} layer */
export const shapeText = (layer) =>
  layer.kind === "input" && layer.shape[0] === 1 ? times(layer.shape.slice(1)) : times(layer.shape);
