/** Changes of a network as a list that never changes: one entry for each channel. */

/** @import { Edit, NumberTree } from "../types.js" */

/** The server takes no more, nor larger numbers, nor longer messages; what is drawn needs room, too. */
export const MOST = { edits: 256, strength: 1e6, characters: 40_000 };

/** @typedef {{scale?: number | null, weights?: NumberTree | null, bias?: number | null, solo?: boolean | null}} Patch null takes a change back */

/** @param {readonly Edit[]} edits @param {string} layer @param {number} channel @returns {Edit | undefined} */
export const editAt = (edits, layer, channel) =>
  edits.find((edit) => edit.layer === layer && edit.channel === channel);

/**
 * The list with one channel changed; a channel without a change is not in it.
 *
 * @param {readonly Edit[]} edits
 * @param {string} layer
 * @param {number} channel
 * @param {Patch} patch
 * @returns {readonly Edit[]}
 */
export function changed(edits, layer, channel, patch) {
  const before = editAt(edits, layer, channel);
  const members = Object.entries({ ...before, ...patch, layer, channel });
  const edit = Object.fromEntries(members.filter(([, value]) => value != null && value !== false));
  const kept = Object.keys(edit).length > 2 ? [/** @type {Edit} */ (edit)] : [];
  if (!before) return kept.length ? [...edits, ...kept] : edits;
  return edits.flatMap((each) => (each === before ? kept : [each]));
}

/**
 * By what a channel's output is multiplied.
 *
 * @param {readonly Edit[]} edits
 * @param {string} layer
 * @param {number} channel
 */
export function scaleOf(edits, layer, channel) {
  const here = edits.filter((edit) => edit.layer === layer);
  const own = here.find((edit) => edit.channel === channel);
  if (here.some((edit) => edit.solo) && !own?.solo) return 0;
  return own?.scale ?? 1;
}

/** Whether the server would take them. @param {readonly Edit[]} edits */
export const fits = (edits) =>
  edits.length <= MOST.edits && JSON.stringify(edits).length <= MOST.characters;

/** Whatever the order of their members. @param {readonly Edit[]} a @param {readonly Edit[]} b */
export const sameEdits = (a, b) => JSON.stringify(a, MEMBERS) === JSON.stringify(b, MEMBERS);

const MEMBERS = ["layer", "channel", "solo", "scale", "bias", "weights"];

/** Four digits are enough for a painted weight, and short to send. @param {number} value */
export const rounded = (value) => Number(value.toPrecision(4));

/**
 * Numbers in rows as nested lists.
 *
 * @param {ArrayLike<number>} values
 * @param {readonly number[]} shape
 * @returns {NumberTree}
 */
export function nested(values, shape, start = 0) {
  const [count, ...rest] = shape;
  if (count === undefined) return rounded(values[start]);
  const step = rest.reduce((product, size) => product * size, 1);
  return Array.from({ length: count }, (_, at) => nested(values, rest, start + at * step));
}

/** @param {NumberTree} tree @returns {number[]} */
export const flattened = (tree) => (typeof tree === "number" ? [tree] : tree.flatMap(flattened));
