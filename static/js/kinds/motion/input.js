/** The input: ink, brought to the range that the network was trained on. */
import { flat } from "../numbers.js";
import { ladder } from "./ladder.js";

/** @import { MotionOf } from "./score.js" */

/** @type {MotionOf} */
export const input = {
  grains: () => ({ term: "Step" }),
  score: (cell, _scene, grain) => {
    const [ink] = flat(cell.operands);
    const { mean, std } = cell.detail;
    const rungs = [
      { label: "ink", value: ink },
      { label: "− mean", by: String(mean), value: ink - mean },
      { label: "÷ deviation", by: String(std), value: cell.result },
    ];
    return ladder(rungs, cell, grain, "from ink to the network's range");
  },
};
