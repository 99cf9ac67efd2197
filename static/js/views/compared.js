/** A cell of an edited network beside the same cell of the untouched one. */
import { flatIndex } from "../layout/sheet.js";
import { differs } from "./flow-shown.js";
import { brief, valueAt } from "./flow-words.js";

/** @import { Frame, LayerSpec, Pick } from "../types.js" */
/** @import { State } from "../state/store.js" */

/** @typedef {{now: number, before: number, by: number, apart: boolean}} Compared apart: of another network, not of this one before */

/**
 * Null while no differences are shown. The difference is what the server took in float32; what was
 * before is what stays without it.
 *
 * @param {State} state
 * @param {Frame | null} frame
 * @param {LayerSpec} layer
 * @param {Pick} pick
 * @returns {Compared | null}
 */
export function comparedAt(state, frame, layer, pick) {
  const now = valueAt(frame, layer, pick);
  if (!frame || now === null || !differs(state, frame, layer.name)) return null;
  const by = frame.differences?.get(layer.name)?.data[flatIndex(layer, pick)] ?? 0;
  return { now, before: now - by, by, apart: frame.baseline === null };
}

/** "+0.52" @param {Compared} compared */
export const differenceText = ({ by }) => `${by > 0 ? "+" : ""}${brief(by)}`;

/** "3.21 → 3.73" @param {Compared} compared */
export const wayText = ({ before, now, by, apart }) =>
  by === 0
    ? `${brief(now)} ${apart ? "in both" : "as before"}`
    : `${brief(before)} → ${brief(now)}`;
