/** Normalisation: one number on its way through −μ, ÷√(σ² + ε), ×γ, +β. */
import { flat } from "../numbers.js";
import { ladder } from "./ladder.js";

/** @import { Cell } from "../../types.js" */
/** @import { MotionOf, Rung } from "./score.js" */

/** @type {MotionOf} */
export const norm = {
  grains: () => ({ term: "Step" }),
  score: (cell, _scene, grain) => ladder(rungsOf(cell), cell, grain, "shift and scale"),
};

/** @param {Cell} cell @returns {Rung[]} */
function rungsOf(cell) {
  const { mean, variance, eps, gamma, beta, normalised, scale } = cell.detail;
  const [x] = flat(cell.operands);
  /** @type {Rung[]} */
  const rungs = [
    { label: "x", value: x },
    { label: "− μ", by: String(mean), value: x - mean },
    { label: "÷ √(σ² + ε)", by: String(Math.sqrt(variance + eps)), value: normalised },
  ];
  if (gamma !== null && gamma !== undefined) {
    rungs.push({ label: "× γ", by: String(gamma), value: cell.sum ?? normalised * gamma });
  }
  if (beta !== null && beta !== undefined) {
    rungs.push({ label: "+ β", by: String(beta), value: (cell.sum ?? normalised) + beta });
  }
  if ((scale ?? 1) !== 1) rungs.push({ label: "× scale", by: String(scale), value: cell.result });
  return rungs;
}
