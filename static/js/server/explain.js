/** Why: which ink speaks for an answer, by several methods. */
import { open, read } from "../core/safetensors.js";
import { part, post, request } from "./api.js";
import { bodyOf } from "./wire.js";

/** @import { Edit, Drawing, Fit, Tensor } from "../types.js" */

/**
 * @typedef {{id: string, title: string, words: string, source: string, promise: string | null, refusal: string | null}} Method
 *
 * @typedef {object} Question the number that is explained
 * @property {string | null} target
 * @property {string | null} against
 * @property {string} layer
 * @property {number} value
 * @property {number} blank
 *
 * @typedef {{values: number[], probabilities: number[] | null, area: number | null}} Curve
 * @typedef {{deletion: Curve, insertion: Curve}} Both
 *
 * @typedef {object} Explained
 * @property {string} method
 * @property {string} title
 * @property {string | null} promise what its numbers add up to: "difference", "value"
 * @property {string | null} layer whose maps it looked at
 * @property {Tensor} attribution
 * @property {{sum: number, total: number, error: number | null} | null} completeness
 * @property {Curve | null} deletion
 * @property {Curve | null} insertion
 * @property {{last: number | null, all: number | null} | null} sanity
 *
 * @typedef {{layer: string, channels: number[], constant: number, error: number}} Split
 *
 * @typedef {object} Explanation
 * @property {string} label
 * @property {Question} question
 * @property {Tensor} ink
 * @property {Explained[]} methods
 * @property {Both | null} random
 * @property {Split[] | null} split
 */

const SAFETENSORS = "application/vnd.safetensors";

/**
 * The methods, and which of them cannot explain a class, or a channel.
 *
 * @param {string} network
 * @param {string} about "": a class; else layer and channel, as a query
 * @returns {Promise<Method[]>}
 */
export const getMethods = async (network, about) =>
  (await (await request(`/networks/${part(network)}/methods${about}`)).json()).methods;

/**
 * @param {string} network
 * @param {{drawing: Drawing, fit: Fit | null, edits: readonly Edit[], checkpoint: number | null}} facts
 * @param {Record<string, string>} query
 * @param {AbortSignal} signal
 * @returns {Promise<Explanation>}
 */
export async function getExplanation(network, { drawing, ...rest }, query, signal) {
  const path = `/networks/${part(network)}/explain?${new URLSearchParams(query)}`;
  const body = bodyOf({ ...drawing, ...rest });
  const response = await post(path, body, { accept: SAFETENSORS, signal });
  const archive = open(await response.arrayBuffer());
  const tensors = new Map(archive.entries.map(([name, entry]) => [name, read(archive, entry)]));
  const { label, question, methods, random, split } = archive.metadata;
  const entries = JSON.parse(methods);
  return {
    label,
    question: JSON.parse(question),
    random: JSON.parse(random),
    split: JSON.parse(split),
    ink: /** @type {Tensor} */ (tensors.get("ink")),
    methods: entries.map((/** @type {any} */ entry) => ({
      ...entry,
      attribution: tensors.get(entry.method),
    })),
  };
}
