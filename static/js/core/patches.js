/** Patches: numbers of A in place of B's. What fits, and how they stand in a list and in a link. */

/** @import { LayerSpec } from "../types.js" */

/**
 * @typedef {object} Patch
 * @property {string} layer of B
 * @property {number | null} channel map or unit; null: the whole layer
 * @property {string} donor_layer of A
 * @property {number | null} donor_channel
 */

/** Whether a layer's numbers, or those of one of its channels, have the other's shape. @param {LayerSpec} a @param {LayerSpec} b @param {boolean} whole */
export const sameSize = (a, b, whole) =>
  a.shape.slice(whole ? 0 : 1).join() === b.shape.slice(whole ? 0 : 1).join();

/**
 * @param {Patch} patch
 * @param {readonly LayerSpec[]} donor layers of A
 * @param {readonly LayerSpec[]} receiver of B
 */
export function fits(patch, donor, receiver) {
  const from = donor.find(({ name }) => name === patch.donor_layer);
  const to = receiver.find(({ name }) => name === patch.layer);
  if (!from || !to || to === receiver[receiver.length - 1]) return false;
  if (!sameSize(from, to, patch.channel === null)) return false;
  return (patch.channel ?? 0) < to.shape[0] && (patch.donor_channel ?? 0) < from.shape[0];
}

/** What goes where is the same. @param {Patch} a @param {Patch} b */
const sameTarget = (a, b) => a.layer === b.layer && a.channel === b.channel;

/** A new one goes before an older one with the same target. @param {readonly Patch[]} patches @param {Patch} patch @returns {Patch[]} */
export const withPatch = (patches, patch) => [
  ...patches.filter((each) => !sameTarget(each, patch)),
  patch,
];

/** As the server is asked: without what it would fill in. @param {Patch} patch */
export const asked = ({ layer, channel, donor_layer, donor_channel }) => ({
  layer,
  donor_layer,
  ...(channel === null ? {} : { channel, donor_channel }),
});

/** "conv.3-c1.2,pool": a target and, where it has another name, its source. @param {readonly Patch[]} patches */
export const encodePatches = (patches) =>
  patches
    .map(({ layer, channel, donor_layer, donor_channel }) => {
      const [to, from] = [end(layer, channel), end(donor_layer, donor_channel)];
      return to === from ? to : `${to}~${from}`;
    })
    .join();

/** @param {string} layer @param {number | null} channel */
const end = (layer, channel) => (channel === null ? layer : `${layer}.${channel}`);

/** @param {string} text @returns {Patch[]} @throws {RangeError} */
export function decodePatches(text) {
  if (!text) return [];
  return text.split(",").map((each) => {
    const [to, from = to] = each.split("~").map(endIn);
    if ((to.channel === null) !== (from.channel === null)) throw new RangeError("No patch.");
    return { ...to, donor_layer: from.layer, donor_channel: from.channel };
  });
}

/** @param {string} text */
function endIn(text) {
  const [, layer, channel] = /^([a-z0-9_-]{1,64})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (!layer) throw new RangeError("No patch.");
  return { layer, channel: channel === undefined ? null : Number(channel) };
}
