/** Two answers beside each other, the one with numbers of the other's: the REST call. */
import { asked } from "../core/patches.js";
import { open } from "../core/safetensors.js";
import { part, post } from "./api.js";
import { bodyOf } from "./wire.js";

/** @import { Drawing, Edit, Fit, Prediction } from "../types.js" */
/** @import { Patch } from "../core/patches.js" */
/** @import { Archive } from "../core/safetensors.js" */

/** @typedef {{network: string, drawing: Drawing, fit: Fit | null, edits: readonly Edit[], checkpoint: number | null}} Side */
/** @typedef {{receiver: Side, donor: Side, patches: readonly Patch[]}} Both */

/**
 * @typedef {object} Said
 * @property {Prediction} donor
 * @property {Prediction} receiver without the patches
 * @property {Prediction} patched
 * @property {Map<string, string>} pairs layers of the receiver and the donor's
 * @property {number} patches in force
 * @property {string} words
 */

/**
 * @typedef {object} Swept the answers with each channel of a layer patched alone
 * @property {string} layer
 * @property {string} donor_layer
 * @property {number[]} probability
 * @property {number[]} moved
 * @property {string[]} label
 * @property {{probability: number, moved: number, label: string} | null} whole
 *
 * @typedef {{target: string, against: string, margin: number, layers: Swept[], words: string}} Sweep
 */

/** @param {Side} side */
const sideOf = ({ drawing, fit, edits, checkpoint }) =>
  bodyOf({ ...drawing, fit, edits, checkpoint });

/** @param {Both} both */
const bodyFor = ({ receiver, donor, patches }) => ({
  ...sideOf(receiver),
  donor: { network: donor.network, ...sideOf(donor) },
  patches: patches.map(asked),
});

/** @param {Both} both @param {Record<string, string>} query */
const pathOf = ({ receiver }, query) =>
  `/networks/${part(receiver.network)}/patch?${new URLSearchParams(query)}`;

/** All numbers of some layers of the receiver, and by how much they are above the donor's. @param {Both} both @param {readonly string[]} layers empty: all @param {AbortSignal} signal @returns {Promise<Archive>} */
export async function askBoth(both, layers, signal) {
  const query = {
    difference: "true",
    dtype: "float16",
    ...(layers.length && { layers: layers.join() }),
  };
  const accept = "application/vnd.safetensors";
  const response = await post(pathOf(both, query), bodyFor(both), { accept, signal });
  return open(await response.arrayBuffer());
}

/** @param {Archive} archive @returns {Said} */
export function saidIn({ metadata }) {
  const read = (/** @type {string} */ name) => JSON.parse(metadata[name]);
  return {
    donor: read("donor"),
    receiver: read("receiver"),
    patched: {
      label: metadata.label,
      index: read("index"),
      probability: read("probability"),
      probabilities: read("probabilities"),
      logits: JSON.parse(metadata.logits),
    },
    pairs: new Map(Object.entries(read("counterparts"))),
    patches: read("patches").length,
    words: metadata.words,
  };
}

/** @param {Both} both @param {readonly string[]} layers of the receiver @param {AbortSignal} signal @returns {Promise<Sweep>} */
export async function askSweep(both, layers, signal) {
  const response = await post(
    pathOf(both, { sweep: layers.join() }),
    bodyFor({ ...both, patches: [] }),
    { signal },
  );
  return (await response.json()).sweep;
}
