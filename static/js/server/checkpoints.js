/** How a network came to be: the moments of its training, and a drawing at all of them. */
import { part, post, request } from "./api.js";
import { bodyOf } from "./wire.js";

/** @import { Facts } from "./change.js" */

/**
 * @typedef {{loss: number, accuracy: number}} Measured
 *
 * @typedef {object} Checkpoint
 * @property {number} step
 * @property {number | null} epoch
 * @property {number | null} images that it had been shown
 * @property {Measured | null} train
 * @property {Measured | null} test
 *
 * @typedef {{words: string, checkpoints: Checkpoint[]}} Training
 *
 * @typedef {object} Past what the network said of a drawing at each checkpoint, one entry each
 * @property {string} label the class that counts as right
 * @property {number | null} first
 * @property {number | null} since
 * @property {string} words
 * @property {number[]} steps
 * @property {string[]} labels
 * @property {number[]} index
 * @property {number[][]} probabilities
 */

/** @param {string} network @param {AbortSignal} signal @returns {Promise<Training>} */
export const getTraining = async (network, signal) =>
  (await request(`/networks/${part(network)}/checkpoints`, { signal })).json();

/** @param {string} label the right class; "": what the finished network says @returns {(network: string, facts: Facts, signal: AbortSignal) => Promise<Past>} */
export const askPast =
  (label) =>
  async (network, { drawing, fit, edits }, signal) => {
    const query = label ? `?label=${encodeURIComponent(label)}` : "";
    const path = `/networks/${part(network)}/history${query}`;
    return (await post(path, bodyOf({ ...drawing, fit, edits }), { signal })).json();
  };
