/** How far to trust an answer: the REST calls, and what they answer. */
import { part, post, request } from "./api.js";
import { bodyOf } from "./wire.js";

/** @import { Facts } from "./change.js" */

/**
 * @typedef {object} Bin answers above `low` and at most `high`
 * @property {number} low
 * @property {number} high
 * @property {number} count
 * @property {number} confidence
 * @property {number} right
 * @property {[low: number, high: number]} interval
 *
 * @typedef {{title: string, count: number, error: number | null, bins: Bin[]}} Reliability
 * @typedef {{threshold: number, digits: {quantiles: number[]}, others: {quantiles: number[]}}} Energies
 * @typedef {{words: string, sets: Reliability[], energies: Energies | null}} Calibration
 *
 * @typedef {object} Spread one number a class
 * @property {string[]} layers
 * @property {number} samples
 * @property {number} seed
 * @property {number[]} mean
 * @property {number[][]} probabilities sample by sample
 * @property {string} words
 *
 * @typedef {object} Confidence
 * @property {string} label
 * @property {number} index
 * @property {number} probability
 * @property {boolean} edited
 * @property {{words: string} | null} reliability
 * @property {{score: number, energy: number, threshold: number, words: string} | null} not_a_digit
 * @property {Spread | null} dropout
 * @property {string} words
 */

/** @param {string} network @param {AbortSignal} signal @returns {Promise<Calibration>} */
export const getCalibration = async (network, signal) =>
  (await request(`/networks/${part(network)}/calibration`, { signal })).json();

/** @param {number} seed @returns {(network: string, facts: Facts, signal: AbortSignal) => Promise<Confidence>} */
export const askConfidence =
  (seed) =>
  async (network, { drawing, fit, edits }, signal) => {
    const path = `/networks/${part(network)}/confidence?seed=${seed}`;
    return (await post(path, bodyOf({ ...drawing, fit, edits }), { signal })).json();
  };
