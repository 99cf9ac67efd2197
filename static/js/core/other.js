/** What stands beside the page's network: B. What it does not say of itself is as A's. */

/** @import { Drawing, Edit, Ink } from "../types.js" */
/** @import { Patch } from "./patches.js" */

/**
 * @typedef {object} Other
 * @property {string} network
 * @property {number | null} checkpoint null: finished
 * @property {readonly Edit[] | null} edits null: A's, where that is the same network
 * @property {Drawing | null} drawing null: A's
 * @property {readonly Patch[]} patches
 * @property {boolean} difference its maps show B − A
 */

/** @type {readonly Edit[]} */
export const NO_EDITS = Object.freeze([]);

/** @type {readonly Patch[]} */
export const NO_PATCHES = Object.freeze([]);

/** @type {Ink} */
export const NO_INK = Object.freeze({ strokes: Object.freeze([]), width: 0.07 });

/**
 * What one most likely wants to see beside it: without the edits; finished; another network.
 *
 * @param {{network: string, networks: readonly string[], checkpoint: number | null, edits: readonly Edit[]}} a
 * @returns {Other}
 */
export function usualOther({ network, networks, checkpoint, edits }) {
  const same = { network, checkpoint, drawing: null, patches: NO_PATCHES, difference: false };
  if (edits.length) return { ...same, edits: NO_EDITS };
  if (checkpoint !== null) return { ...same, checkpoint: null, edits: null };
  const at = networks.indexOf(network);
  const next = networks[(at + 1) % networks.length] ?? network;
  return { ...same, network: next, edits: NO_EDITS };
}
