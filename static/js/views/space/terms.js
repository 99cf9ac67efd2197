/** What a number is made of, one source cell at a time: the cell's own arithmetic, nothing guessed. */
import { ravel, unravel } from "../../core/geometry.js";
import { flags, flat } from "../../kinds/numbers.js";

/** @import { Cell, CellSource, LayerSpec } from "../../types.js" */

/** @typedef {{layer: string, index: number[], value: number}} Term a cell of a source, channel first, and what it gave */

/**
 * The products where there are such; of a maximum the winner; else the numbers that were read.
 *
 * @param {Cell} cell
 * @returns {Term[]}
 */
export function termsOf(cell) {
  const values = flat(cell.products ?? cell.operands);
  const valid = cell.valid && flags(cell.valid);
  const places = cell.sources.flatMap(placesOf);
  if (places.length === 0 || values.length % places.length) return [];
  const winner = cell.winner && ravel(shapeOf(cell.operands), cell.winner);
  return places.flatMap(({ layer, index }, at) => {
    const inside = !valid || valid[at % valid.length];
    const counts = winner === null || at === winner;
    return inside && counts ? [{ layer, index, value: values[at] }] : [];
  });
}

/** All cells of a source, in the order of the operands. @param {CellSource} source @returns {{layer: string, index: number[]}[]} */
function placesOf({ layer, channels, start, size, step, units, cell }) {
  if (cell) return [{ layer, index: cell }];
  if (units) {
    const [first, count] = units;
    return Array.from({ length: count }, (_, at) => ({ layer, index: [first + at] }));
  }
  if (!channels || !start || !size) return [];
  const area = size.reduce((a, b) => a * b, 1);
  return channels.flatMap((channel) =>
    Array.from({ length: area }, (_, at) => {
      const tap = unravel(size, at);
      const place = tap.map((steps, axis) => start[axis] + steps * (step?.[axis] ?? 1));
      return { layer, index: [channel, ...place] };
    }),
  );
}

/** @param {any} tree @returns {number[]} */
const shapeOf = (tree) => (Array.isArray(tree) ? [tree.length, ...shapeOf(tree[0])] : []);

/**
 * The same number in another layer of its column: same shape, or the same numbers laid out anew.
 *
 * @param {LayerSpec} from
 * @param {number[]} index
 * @param {LayerSpec} to
 * @returns {number[] | null}
 */
export function indexIn(from, index, to) {
  if (from.shape.join() === to.shape.join()) return index;
  return from.outputs === to.outputs ? unravel(to.shape, ravel(from.shape, index)) : null;
}
