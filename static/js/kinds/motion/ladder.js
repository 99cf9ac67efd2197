/** One number that several operations change, one after another. */
import { precise } from "../text.js";
import { said } from "./score.js";

/** @import { Cell } from "../../types.js" */
/** @import { Grain, Rung, Score } from "./score.js" */

/**
 * @param {Rung[]} rungs the value after each operation; the last one is the result
 * @param {Cell} cell
 * @param {Grain} grain
 * @param {string} caption
 * @returns {Score}
 */
export function ladder(rungs, cell, grain, caption) {
  const exact = rungs.map((rung, at) =>
    at === rungs.length - 1 ? { ...rung, value: cell.result } : rung,
  );
  const shown = exact.map(({ by, ...rung }) => ({ ...rung, by: by && precise(Number(by)) }));
  const fine = grain !== "cell";
  return {
    count: fine ? exact.length : 1,
    beat: (step) => {
      const at = fine ? step : exact.length - 1;
      const last = at === exact.length - 1;
      const { label, by, value } = exact[at];
      return {
        blocks: [{ block: "ladder", rungs: shown, reached: at + 1, caption }],
        lines: [
          ...(by === undefined ? [] : [{ label, value: Number(by) }]),
          { label: last ? "=" : by === undefined ? label : "so far", value },
        ],
        partial: value,
        words: by === undefined ? `it starts as ${said(value)}` : `${label}: now ${said(value)}`,
      };
    },
  };
}
