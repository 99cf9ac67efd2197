/** Radial basis functions: squared differences from a pattern, row by row or one by one. */
import { rbf as kind } from "../rbf.js";
import { flat, total } from "../numbers.js";
import { closing, running, said } from "./score.js";

/** @import { Cell } from "../../types.js" */
/** @import { ColumnsBlock, Scene } from "../kind.js" */
/** @import { Beat, MotionOf, Score } from "./score.js" */

/** @type {MotionOf} */
export const rbf = {
  grains: () => ({ part: "Row", term: "Square" }),
  opens: "part",
  score: (cell, scene, grain) => accumulate(cell, scene, grain),
};

/** @param {Cell} cell @param {Scene} scene @param {"cell" | "part" | "term"} grain @returns {Score} */
function accumulate(cell, scene, grain) {
  const squares = flat(cell.products);
  const columns = /** @type {ColumnsBlock} */ (kind.explain(cell, scene).blocks[0]);
  const each = grain === "term" ? 1 : grain === "part" ? columns.width : squares.length;
  const ends = Array.from({ length: Math.ceil(squares.length / each) }, (_, at) =>
    Math.min(squares.length, (at + 1) * each),
  );
  const sums = running(squares);
  sums[sums.length - 1] = cell.sum;
  const rows = rowsOf(squares, columns.width);

  /** @param {number} seen @returns {Beat["blocks"]} */
  const blocks = (seen) => [
    { ...columns, columns: columns.columns.map((one, at) => (at < 2 ? one : upTo(one, seen))) },
    {
      block: "tally",
      bars: rows.map((by, at) => ({ label: String(at + 1), by })),
      reached: Math.floor(seen / columns.width),
      caption: "distance, row by row",
    },
  ];
  /** @param {number} seen @param {number} added @returns {Beat} */
  const adding = (seen, added) => ({
    blocks: blocks(seen),
    lines: [
      { label: grain === "term" ? "square" : "row", value: added },
      { label: `Σ ${seen} of ${squares.length}`, value: sums[seen - 1] },
    ],
    partial: sums[seen - 1],
    words: `${grain === "term" ? "this square" : `row ${Math.ceil(seen / columns.width)}`} adds ${said(added)}`,
  });
  const ended = () => ({
    blocks: blocks(squares.length),
    lines: [{ label: `Σ ${squares.length} squares`, value: cell.sum }, ...closing(cell)],
    partial: cell.result,
    words: "the squared distance from the pattern; the smallest one wins",
  });
  return {
    count: grain === "cell" ? 1 : ends.length + 1,
    beat: (at) =>
      grain === "cell" || at === ends.length
        ? ended()
        : adding(ends[at], sums[ends[at] - 1] - (at ? sums[ends[at - 1] - 1] : 0)),
  };
}

/** @param {number[]} squares @param {number} width */
const rowsOf = (squares, width) =>
  Array.from({ length: Math.ceil(squares.length / width) }, (_, row) =>
    total(squares.slice(row * width, (row + 1) * width)),
  );

/** What is not computed yet is nothing. @param {ColumnsBlock["columns"][number]} column @param {number} seen */
const upTo = (column, seen) => ({
  ...column,
  extent: /** @type {[number, number]} */ ([0, Math.max(...column.pictures.flat()) || 1]),
  pictures: column.pictures.map((values) => values.map((value, at) => (at < seen ? value : 0))),
});
