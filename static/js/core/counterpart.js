/** The same cell in another network, or at another moment of this one. */
import { pickAt, positionOf } from "./geometry.js";

/** @import { LayerSpec, Pick } from "../types.js" */

/**
 * The cell that stands where this one does: the same channel, and the same place as far as sizes
 * allow. Null where the layer has no counterpart, or that fewer channels.
 *
 * @param {Pick | null} pick
 * @param {readonly LayerSpec[]} from the layers of the pick
 * @param {readonly LayerSpec[]} to
 * @param {ReadonlyMap<string, string>} pairs names of counterparts
 * @returns {Pick | null}
 */
export function counterpart(pick, from, to, pairs) {
  if (!pick) return null;
  const own = from.find(({ name }) => name === pick.layer);
  const other = to.find(({ name }) => name === pairs.get(pick.layer));
  if (!own || !other || own.shape.length !== other.shape.length) return null;
  if (pick.channel >= other.shape[0]) return null;
  const place = positionOf(own, pick).map((at, axis) => {
    const [size, room] = [own.shape[axis + 1], other.shape[axis + 1]];
    return size === room ? at : Math.floor(((at + 0.5) * room) / size);
  });
  return pickAt(other, [pick.channel, ...place]);
}

/** @param {ReadonlyMap<string, string>} pairs @returns {Map<string, string>} the other way round */
export const turned = (pairs) => new Map([...pairs].map(([one, other]) => [other, one]));
