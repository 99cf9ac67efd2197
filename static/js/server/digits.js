/** REST calls of the panels about digits: what there is to look at, and what became of one. */
import { part, post, request } from "./api.js";
import { bodyOf } from "./wire.js";

/** @import { Edit, Drawing, Fit, Ink, Switches } from "../types.js" */

/**
 * @typedef {object} Entry a digit of the gallery: bytes or strokes
 * @property {number} index
 * @property {string} label what it is
 * @property {string} source
 * @property {string | null} bytes base64 of 28 × 28 bytes
 * @property {Ink | null} ink
 * @property {string} predicted
 * @property {number} probability
 * @property {boolean | null} wrong null: the network knows no digits
 *
 * @typedef {object} GalleryPart
 * @property {number} total
 * @property {Record<string, number>} labels
 * @property {string} words what the set covers
 * @property {boolean} complete
 * @property {Entry[]} entries
 *
 * @typedef {{label: string, index: number, probability: number}} Verdict
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string} title
 * @property {string} words
 * @property {number[][]} image
 * @property {boolean | null} on null: it has no switch
 * @property {boolean} matters
 * @property {Verdict | null} prediction with it
 * @property {Verdict | null} without
 *
 * @typedef {object} Preprocessing
 * @property {Switches} fit
 * @property {string} hint
 * @property {{box: number[] | null, frame: number[]}} geometry
 * @property {Verdict} prediction
 * @property {Step[]} steps
 */

/**
 * @param {string} network
 * @param {{set: string, label: string, offset: number, limit: number}} which `label` "": all
 * @param {AbortSignal} signal
 * @returns {Promise<GalleryPart>}
 */
export async function getGallery(network, { set, label, offset, limit }, signal) {
  const query = new URLSearchParams({ set, offset: String(offset), limit: String(limit) });
  if (label) query.set("label", label);
  return (await request(`/networks/${part(network)}/gallery?${query}`, { signal })).json();
}

/**
 * @param {string} network
 * @param {{drawing: Drawing, fit: Fit | null, edits: readonly Edit[], checkpoint: number | null}} facts
 * @param {AbortSignal} signal
 * @returns {Promise<Preprocessing>}
 */
export async function getSteps(network, { drawing, ...rest }, signal) {
  const path = `/networks/${part(network)}/preprocess`;
  return (await post(path, bodyOf({ ...drawing, ...rest }), { signal })).json();
}
