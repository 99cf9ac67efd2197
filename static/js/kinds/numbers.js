/** Nested numbers of a cell, as the blocks need them. */

/** @import { BooleanTree, Cell, NumberTree } from "../types.js" */
/** @import { LayerSpec } from "../types.js" */
/** @import { Sees } from "../core/geometry.js" */
import { everything } from "../core/geometry.js";

/** @param {NumberTree | null | undefined} tree @returns {number[]} */
export const flat = (tree) => leaves(tree);

/** @param {BooleanTree | null | undefined} tree @returns {boolean[]} */
export const flags = (tree) => leaves(tree);

/** @param {any} tree @returns {any[]} */
const leaves = (tree) =>
  Array.isArray(tree) ? tree.flatMap(leaves) : tree === null || tree === undefined ? [] : [tree];

/** @param {readonly number[]} values */
export const total = (values) => values.reduce((sum, value) => sum + value, 0);

/**
 * Planes of numbers: (rows, columns) each, whatever the number of axes; a strip is one row.
 *
 * @template T
 * @param {readonly T[]} values row-major
 * @param {readonly number[]} sizes of one plane's axes, 1 to 3
 * @returns {T[][][]}
 */
export function planes(values, sizes) {
  const columns = sizes[sizes.length - 1];
  const rows = sizes.slice(0, -1).reduce((a, b) => a * b, 1);
  return Array.from({ length: values.length / (rows * columns) }, (_, plane) =>
    Array.from({ length: rows }, (__, row) => {
      const start = (plane * rows + row) * columns;
      return values.slice(start, start + columns);
    }),
  );
}

/** The window's mask as one plane. @param {Cell} cell @param {readonly number[]} sizes @returns {boolean[][] | undefined} */
export function maskOf(cell, sizes) {
  return cell.valid ? planes(flags(cell.valid), sizes)[0] : undefined;
}

/** The window's size: the layer's kernel, or what this cell looked at. @param {Cell} cell @param {LayerSpec} layer */
export const windowOf = (cell, layer) => cell.sources[0]?.size ?? layer.kernel ?? [1];

/** Index of the largest size. @param {readonly number[]} values */
export const strongest = (values) =>
  values.reduce((best, value, at) => (Math.abs(value) > Math.abs(values[best]) ? at : best), 0);

/** Indices, that of the largest size first. @param {ArrayLike<number>} values */
export const bySize = (values) =>
  Array.from(values, (_, at) => at).sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]));

/** Indices of the few largest sizes, in order. @param {ArrayLike<number>} values @param {number} most */
export const loudest = (values, most) =>
  bySize(values)
    .slice(0, most)
    .sort((a, b) => a - b);

/** Elementwise: the same cells; where a source is broadcast, its only one. @type {Sees} */
export const sameCells = (layer, region, sources, which) => {
  const source = sources[which];
  if (source.shape.length !== layer.shape.length) return everything(source);
  return {
    channels: source.shape[0] === 1 && layer.shape[0] > 1 ? [0] : region.channels,
    box: region.box.map((span, axis) =>
      source.shape[axis + 1] === 1 && layer.shape[axis + 1] > 1 ? [0, 0] : span,
    ),
  };
};

/** Every cell of the source. @type {Sees} */
export const allCells = (_layer, _region, sources, which) => everything(sources[which]);
