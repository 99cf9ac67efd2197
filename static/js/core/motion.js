/** How a player walks over a map (or all units of a flat layer): cell by cell, in reading order. */
import { pickAt, positionOf, ravel, unravel } from "./geometry.js";

/** @import { Cell, LayerSpec, Motion, Pick, Tempo } from "../types.js" */

/** Steps a second that eyes can follow; no faster than this, each answer is waited for. */
export const FOLLOWED = 8;

/** A map "whole in 4 s" takes so many seconds. */
export const WHOLE = 4;

/** @type {readonly Tempo[]} */
export const TEMPOS = ["auto", 1, 4, 16, 60, "whole"];

/** "auto" begins with so many steps a second, and inside a cell never has more than the last. */
const [SLOW, MOST_INSIDE] = [2, 60];

/** How many cells are built. @param {LayerSpec} layer */
export const cellsOf = ({ shape }) =>
  shape.length === 1 ? shape[0] : shape.slice(1).reduce((a, b) => a * b, 1);

/** The cell that the player is at. @param {LayerSpec} layer @param {Motion} motion @returns {Pick} */
export const placeAt = (layer, { channel, at }) =>
  pickAt(layer, layer.shape.length === 1 ? [at] : [channel, ...unravel(layer.shape.slice(1), at)]);

/** Where a cell stands in reading order. @param {LayerSpec} layer @param {Pick} pick */
export const orderOf = (layer, pick) =>
  layer.shape.length === 1 ? pick.channel : ravel(layer.shape.slice(1), positionOf(layer, pick));

/** Whether an answer is about a cell. @param {Cell | null | undefined} cell @param {LayerSpec} layer @param {Pick} pick */
export const isAbout = (cell, layer, pick) =>
  cell?.layer === pick.layer &&
  cell.layer === layer.name &&
  cell.index.join() === [pick.channel, ...positionOf(layer, pick)].join();

/**
 * One step on or back: through the steps of a cell, then to the next cell.
 *
 * @param {Motion} motion
 * @param {1 | -1} by
 * @param {number} cells
 * @returns {Motion} the same when it cannot go on (yet)
 */
export function moved(motion, by, cells) {
  const { at, beat, grain, steps } = motion;
  const fine = grain !== "cell";
  const inside = beat !== null || by < 0;
  if (fine && inside && steps === null) return motion;
  const last = (fine && steps ? steps : 1) - 1;
  const here = beat ?? last;
  if (by > 0 && inside && here < last)
    return { ...motion, beat: here + 1 < last ? here + 1 : null };
  if (by < 0 && here > 0) return { ...motion, beat: here - 1 };
  const to = at + by;
  if (to < 0 || to >= cells) return motion;
  return { ...motion, at: to, beat: fine && by > 0 ? 0 : null, steps: fine ? null : 1 };
}

/** At the start of its cell. @param {Omit<Motion, "beat" | "steps">} motion @returns {Motion} */
export const begun = (motion) => ({
  ...motion,
  ...(motion.grain === "cell" ? { beat: null, steps: 1 } : { beat: 0, steps: null }),
});

/** Whether all is built. @param {Motion} motion @param {number} cells */
export const isWhole = ({ at, beat }, cells) => at === cells - 1 && beat === null;

/**
 * Steps a second. "auto" is slow where one began and where the map says most, and fast between.
 *
 * @param {Motion} motion
 * @param {number} cells
 * @param {{taken: number, loudest: number}} so `taken`: steps since playing began; `loudest`: the cell with most to say
 */
export function rateOf({ tempo, grain, at }, cells, { taken, loudest }) {
  if (tempo === "whole") return Math.max(1, cells / WHOLE);
  if (tempo !== "auto") return tempo;
  if (grain !== "cell") return Math.min(MOST_INSIDE, Math.max(SLOW, taken / 2));
  const away = Math.min(taken, Math.abs(at - loudest));
  return Math.min(Math.max(SLOW, cells / WHOLE), Math.max(SLOW, away));
}
