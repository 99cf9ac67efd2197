/** An operation that cannot be taken apart: what went in, and what PyTorch's own gave. */
import { opaque as kind } from "../opaque.js";
import { said } from "./score.js";

/** @import { MotionOf } from "./score.js" */

/** @type {MotionOf} */
export const opaque = {
  grains: () => ({}),
  score(cell, scene) {
    const words = `PyTorch’s “${scene.layer.title}” gave ${said(cell.result)}`;
    const beat = { ...kind.explain(cell, scene), partial: cell.result, words };
    return { count: 1, beat: () => beat };
  },
};
