/** Activations: a point that moves along the curve. */
import { activation as kind } from "../activation.js";
import { flat } from "../numbers.js";
import { said } from "./score.js";

/** @import { Block } from "../kind.js" */
/** @import { MotionOf } from "./score.js" */

/** @type {MotionOf} */
export const activation = {
  grains: () => ({ term: "Step" }),
  score(cell, scene, grain) {
    const { blocks, lines } = kind.explain(cell, scene);
    const [x] = flat(cell.operands);
    const curved = blocks.some(({ block }) => block === "curve");
    const asked = { lines: lines.slice(0, 1), partial: x, words: `look up ${said(x)}` };
    const found = {
      lines,
      partial: cell.result,
      words: `${curved ? "the curve" : scene.layer.title} gives ${said(cell.result)}`,
    };
    const drawn = (/** @type {boolean} */ known) =>
      blocks.map((block) => /** @type {Block} */ ({ ...block, known, reach: scene.reach }));
    return {
      count: grain === "cell" ? 1 : 2,
      beat: (at) =>
        grain !== "cell" && at === 0
          ? { blocks: drawn(false), ...asked }
          : { blocks: drawn(true), ...found },
    };
  },
};
