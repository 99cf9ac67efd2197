/** What would change a network's mind: the REST calls, and what they answer. */
import { part, post } from "./api.js";
import { bodyOf } from "./wire.js";

/** @import { Drawing, Edit, Fit, Ink } from "../types.js" */

/**
 * @typedef {{label: string, index: number, probability: number}} Verdict
 * @typedef {Verdict & {probabilities: number[], logits: number[], not_a_digit: number | null}} Said
 * @typedef {{network: string, title: string, before: Verdict, after: Verdict}} Judged
 * @typedef {{drawing: Drawing, fit: Fit | null, edits: readonly Edit[], checkpoint: number | null}} Facts
 *
 * @typedef {object} Nudge
 * @property {Verdict} target how likely it is before
 * @property {boolean} reached
 * @property {string} words
 * @property {[x: number, y: number][][]} added
 * @property {[x: number, y: number][][]} erased
 * @property {Ink} ink the changed drawing
 * @property {Said} before
 * @property {Said} after
 * @property {number} trials
 * @property {Judged[]} others
 *
 * @typedef {object} Attack
 * @property {string} method
 * @property {string} title
 * @property {string} words
 * @property {boolean} reached
 * @property {number} epsilon
 * @property {number[][][]} noise channels × rows × columns
 * @property {number[][][]} image
 * @property {Said} after
 * @property {Judged[]} others
 *
 * @typedef {{target: Verdict, before: Said, methods: Attack[]}} Adversary
 *
 * @typedef {object} Curve one dial
 * @property {string} name
 * @property {string} title
 * @property {string} unit
 * @property {number} rest
 * @property {number[]} values
 * @property {number[]} probability of the answer at rest
 * @property {string[]} label
 * @property {number[]} label_probability
 * @property {string} words
 * @property {string | null} pictures
 *
 * @typedef {object} Plane two dials
 * @property {{name: string, values: number[]}} across
 * @property {{name: string, values: number[]}} down
 * @property {number[][]} probability
 * @property {string[][]} label
 * @property {number} holds
 *
 * @typedef {{label: string, probability: number, where: string, dials: Curve[], plane: Plane | null}} Stress
 */

/**
 * @param {string} network
 * @param {string} what
 * @param {Record<string, string | number | boolean>} query empty words are left out
 * @param {Facts} facts
 * @param {AbortSignal} signal
 */
async function ask(network, what, query, { drawing, ...rest }, signal) {
  const given = Object.entries(query).filter(([, value]) => value !== "");
  const words = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  const path = `/networks/${part(network)}/${what}${given.length ? `?${words}` : ""}`;
  return (await post(path, bodyOf({ ...drawing, ...rest }), { signal })).json();
}

/** @param {{target: string, kind: string}} query @returns {(network: string, facts: Facts, signal: AbortSignal) => Promise<Nudge>} */
export const askNudge = (query) => (network, facts, signal) =>
  ask(network, "nudge", query, facts, signal);

/** @param {{target: string}} query @returns {(network: string, facts: Facts, signal: AbortSignal) => Promise<Adversary>} */
export const askAdversary = (query) => (network, facts, signal) =>
  ask(network, "adversary", query, facts, signal);

/**
 * @param {{dials?: string, where?: string, steps?: number, plane?: string, pictures?: boolean}} query
 * @returns {(network: string, facts: Facts, signal: AbortSignal) => Promise<Stress>}
 */
export const askStress = (query) => (network, facts, signal) =>
  ask(network, "stress", query, facts, signal);
