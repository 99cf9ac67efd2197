/** The registry: how each kind's numbers come to be, step by step. A new kind is one line. */
import { activation } from "./activation.js";
import { add } from "./add.js";
import { conv } from "./conv.js";
import { input } from "./input.js";
import { linear } from "./linear.js";
import { norm } from "./norm.js";
import { opaque } from "./opaque.js";
import { avgPool, maxPool, subsampling } from "./pool.js";
import { rbf } from "./rbf.js";
import { softmax } from "./softmax.js";
import { kindOf } from "../index.js";

/** @import { Cell, LayerSpec } from "../../types.js" */
/** @import { Scene } from "../kind.js" */
/** @import { Grain, MotionOf, Score } from "./score.js" */

/** Kinds that only move a number: their explanation says it all. @type {MotionOf} */
const carried = { grains: () => ({}), score: () => null };

/** @type {Map<string, MotionOf>} */
export const MOTIONS = new Map([
  ["input", input],
  ["conv", conv],
  ["max_pool", maxPool],
  ["avg_pool", avgPool],
  ["subsampling", subsampling],
  ["activation", activation],
  ["norm", norm],
  ["dropout", carried],
  ["flatten", carried],
  ["reshape", carried],
  ["permute", carried],
  ["linear", linear],
  ["rbf", rbf],
  ["add", add],
  ["concat", carried],
  ["softmax", softmax],
  ["log_softmax", softmax],
  ["opaque", opaque],
]);

/** @param {LayerSpec} layer */
export const motionOf = (layer) => MOTIONS.get(layer.kind) ?? opaque;

/**
 * The steps of a cell; of a kind that has none of its own, its explanation as one step.
 *
 * @param {Cell} cell
 * @param {Scene} scene
 * @param {Grain} grain
 * @returns {Score}
 */
export function scoreOf(cell, scene, grain) {
  const own = motionOf(scene.layer).score(cell, scene, grain);
  if (own) return own;
  const { blocks, lines } = kindOf(scene.layer).explain(cell, scene);
  const words = "nothing is computed: the number goes on as it is";
  return { count: 1, beat: () => ({ blocks, lines, partial: cell.result, words }) };
}
