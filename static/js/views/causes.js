/** How far the answer falls without a channel, in a few characters and in words. */

/** @import { Ablation, LayerSpec, LayerWithout } from "../types.js" */
/** @import { Stage } from "../layout/stages.js" */

/**
 * @typedef {object} Badge
 * @property {string} text "−31": the answer's probability falls by 31 points
 * @property {"falls" | "rises" | "even"} tone
 * @property {number} share 0..1, how much of what there was to lose
 * @property {boolean} flips without it the network answers something else
 */

/** Three characters and a sign at most. @param {number} change */
export function changeText(change) {
  const size = Math.abs(change);
  const text = size >= 9.95 ? size.toFixed(0) : size >= 0.05 ? size.toFixed(1) : "0";
  if (text === "0") return "0";
  return (change < 0 ? "−" : "+") + text;
}

/** @param {number} change @param {number} least @returns {Badge["tone"]} */
const toneOf = (change, least) => (change <= -least ? "falls" : change >= least ? "rises" : "even");

/**
 * Points are what a reader of probabilities expects. Where the network is certain they are all
 * about zero; the margin, the logit above the best other one, tells the channels apart even then.
 *
 * @param {Ablation} ablation
 * @param {LayerWithout} without
 * @param {number} channel
 * @param {"points" | "margin"} measure
 * @returns {Badge}
 */
export function badgeOf(ablation, without, channel, measure) {
  const points = -100 * without.drop[channel];
  const margin = without.margin[channel] - ablation.margin;
  const change = measure === "points" ? points : margin;
  const whole =
    measure === "points" ? 100 * ablation.probability : Math.max(Math.abs(ablation.margin), 1e-6);
  return {
    text: changeText(change),
    tone: toneOf(change, 0.05),
    share: Math.min(1, Math.abs(change) / whole),
    flips: without.label[channel] !== ablation.label,
  };
}

/**
 * The three channels that the answer needs most, for a screen reader.
 *
 * @param {Ablation | null} ablation
 * @param {Stage[]} stages
 * @param {Map<string, LayerSpec>} shown by stage
 */
export function spokenCauses(ablation, stages, shown) {
  if (!ablation || ablation.stale) return "";
  const all = stages.flatMap((stage) => {
    const layer = shown.get(stage.id);
    const without = layer && ablation.layers.get(layer.name);
    if (!layer || !without) return [];
    const noun = layer.shape.length > 1 ? "map" : "unit";
    return without.drop.map((drop, at) => ({
      drop,
      words: `${stage.base.title} ${noun} ${at + 1}, ${(100 * drop).toFixed(1)} points`,
    }));
  });
  const most = all.sort((a, b) => b.drop - a.drop).slice(0, 3);
  if (!most.length) return "";
  return `The answer ${ablation.label} needs most: ${most.map(({ words }) => words).join("; ")}.`;
}
