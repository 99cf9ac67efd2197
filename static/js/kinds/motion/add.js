/** Addition of branches: one after another. */
import { flat } from "../numbers.js";
import { inText } from "../text.js";
import { closing, running, said } from "./score.js";

/** @import { MotionOf } from "./score.js" */

/** @type {MotionOf} */
export const add = {
  grains: () => ({ term: "Branch" }),
  score(cell, { sources }, grain) {
    const values = flat(cell.products ?? cell.operands);
    const sums = running(values);
    const fine = grain !== "cell";
    const label = (/** @type {number} */ at) => `${at ? "+ " : ""}${inText(sources[at])}`;
    return {
      count: fine ? values.length + 1 : 1,
      beat: (step) => {
        const at = fine ? Math.min(step, values.length - 1) : values.length - 1;
        const ended = !fine || step === values.length;
        const lines = values.slice(0, at + 1).map((value, i) => ({ label: label(i), value }));
        return {
          blocks: [
            {
              block: "tally",
              bars: values.map((by, i) => ({ label: inText(sources[i]), by })),
              reached: at + 1,
              caption: "branch on branch",
            },
          ],
          lines: ended ? [...lines, ...closing(cell)] : lines,
          partial: ended ? cell.result : sums[at],
          words: ended ? "the same cell of all branches, added" : `${said(values[at])} is added`,
        };
      },
    };
  },
};
