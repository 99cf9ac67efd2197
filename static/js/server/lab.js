/** The lab's calls: what can be chosen, what a choice comes to, and what was kept. */
import { part, post, request } from "./api.js";

/** @import { LayerSpec } from "../types.js" */

/** @typedef {Record<string, any>} Knobs by name */

/**
 * @typedef {object} Knob one thing to choose
 * @property {string} name
 * @property {string} title
 * @property {string} group
 * @property {"integer" | "number" | "choice" | "flag"} kind
 * @property {any} default
 * @property {string} words
 * @property {number} [least]
 * @property {number} [most]
 * @property {number} [step]
 * @property {"log" | "linear"} [scale]
 * @property {{value: any, title: string}[]} [choices]
 *
 * @typedef {{name: string, title: string, mistake: boolean, words: string, knobs: Knobs, measured: {steps: number, test: {accuracy: number}} | null}} Preset
 *
 * @typedef {object} About
 * @property {boolean} on
 * @property {string} words why it is off
 * @property {Knob[]} knobs
 * @property {{name: string, title: string}[]} groups
 * @property {Preset[]} presets
 * @property {{train: number, test: number, source: string, licence: string}} data
 * @property {Record<string, number>} limits
 *
 * @typedef {object} Plan
 * @property {Knobs} knobs all of them
 * @property {string} summary
 * @property {number} parameters
 * @property {number} connections
 * @property {number} steps
 * @property {number} batches_per_epoch
 * @property {number[] | null} receptive_field
 * @property {LayerSpec[]} layers
 * @property {string[]} advice
 */

/** @returns {Promise<About>} */
export const getLab = async () => (await request("/lab")).json();

/** @param {Knobs} knobs @param {AbortSignal} signal @returns {Promise<Plan>} */
export const askPlan = async (knobs, signal) => (await post("/lab/plan", knobs, { signal })).json();

/** A network that was kept. @param {string} network @returns {Promise<{network: string, title: string, steps: number, expires: number}>} */
export const getKept = async (network) => (await request(`/lab/networks/${part(network)}`)).json();

/** Where a file of a kept network lies. @param {string} network @param {string} file */
export const fileOf = (network, file) => `/api/v1/lab/networks/${part(network)}/${file}`;
