/** An edit's factor on a result: one more line of the sum, and part of what is added up again. */
import { kindOf } from "../kinds/index.js";

/** @import { Cell, LayerSpec } from "../types.js" */
/** @import { Line } from "../kinds/kind.js" */

/** @param {Line[]} lines the last one is the result @param {Cell} cell @returns {Line[]} */
export function withScale(lines, { detail: { scale = 1 } }) {
  const known = scale === 1 || lines.some(({ label }) => label.startsWith("× scale"));
  if (known) return lines;
  return [...lines.slice(0, -1), { label: "× scale (edited)", value: scale }, ...lines.slice(-1)];
}

/** The result from the cell's own numbers. @param {Cell} cell @param {LayerSpec} layer */
export function recomputedFrom(cell, layer) {
  const sum = kindOf(layer).recompute(cell);
  return sum === null ? null : sum * (cell.detail.scale ?? 1);
}
