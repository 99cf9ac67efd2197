/** In what a channel's effect is counted. */

/** @import { Ablation } from "../types.js" */

/** Below this, a probability falls by less than what a badge can show. */
const LEAST = 0.01;

/**
 * Points are what a reader of probabilities expects. Where the network is so certain that no
 * channel moves its probability, the margin of the logits still tells the channels apart.
 *
 * @param {Ablation | null} ablation
 * @returns {"points" | "margin"}
 */
export function tellingMeasure(ablation) {
  if (!ablation) return "points";
  const drops = [...ablation.layers.values()].flatMap(({ drop }) => drop);
  return drops.some((drop) => Math.abs(drop) >= LEAST) ? "points" : "margin";
}
