/** What channels are worth here, in general and together: the REST calls, and their answers. */
import { getAblation, part, post, request } from "./api.js";
import { bodyOf } from "./wire.js";

/** @import { Ablation } from "../types.js" */
/** @import { Facts } from "./change.js" */

/**
 * @typedef {object} InGeneral averages over digits, one number a channel
 * @property {string} layer
 * @property {number[]} drop
 * @property {number[]} fall
 * @property {number[]} flips
 *
 * @typedef {{digits: number, source: string, margin: number, layers: InGeneral[]}} General
 *
 * @typedef {object} Interactions
 * @property {string} label
 * @property {{layer: string, channel: number}[]} channels which were asked about
 * @property {number[]} drop without each alone
 * @property {number[]} fall
 * @property {{drop: number[][], fall: number[][]}} pairs how much more two cost than one by one
 * @property {{label: string, drop: number, fall: number, sum_drop: number, sum_fall: number}} group
 * @property {{digits: number, drop: number, fall: number, flips: number} | null} general
 * @property {string} words
 */

/** Milliseconds until a measurement that is under way is asked about again. */
const AGAIN = 1000;

/**
 * Waits while it is being measured.
 *
 * @param {string} network
 * @param {AbortSignal} signal
 * @param {(words: string) => void} say how far that is
 * @returns {Promise<General>}
 */
export async function getCauses(network, signal, say) {
  for (;;) {
    const response = await request(`/networks/${part(network)}/causes`, { signal });
    const found = await response.json();
    if (response.status !== 202) return found;
    say(found.words);
    await new Promise((done) => setTimeout(done, AGAIN));
  }
}

/** The answer without each channel of a layer. @param {string} layer @returns {(network: string, facts: Facts, signal: AbortSignal) => Promise<Ablation>} */
export const askHere =
  (layer) =>
  (network, { drawing, ...rest }, signal) =>
    getAblation(network, [layer], bodyOf({ ...drawing, ...rest }), signal);

/** @param {string} channels @returns {(network: string, facts: Facts, signal: AbortSignal) => Promise<Interactions>} */
export const askTogether =
  (channels) =>
  async (network, { drawing, ...rest }, signal) => {
    const path = `/networks/${part(network)}/interactions?channels=${encodeURIComponent(channels)}`;
    return (await post(path, bodyOf({ ...drawing, ...rest }), { signal })).json();
  };

/**
 * The averages in the form of an ablation, so that badges can show them.
 *
 * @param {string} network
 * @param {General} general
 * @returns {Ablation}
 */
export const asAblation = (network, { margin, layers }) => ({
  ...{ network, label: "", probability: 1, margin, stale: false },
  layers: new Map(
    layers.map(({ layer, drop, fall, flips }) => [
      layer,
      {
        ...{ layer, drop },
        probability: drop.map((by) => 1 - by),
        margin: fall.map((by) => margin - by),
        label: flips.map((share) => (share >= 0.5 ? "another" : "")),
      },
    ]),
  ),
});
