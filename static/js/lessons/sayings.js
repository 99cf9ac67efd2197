/** Live numbers in prose, by name: the same as in app/lessons/facts.py. Places count from one. */
import { cellAt, layerAt } from "./anchor.js";

/** @import { Anatomy, Frame } from "../types.js" */

/** @typedef {{anatomy: Anatomy, frame: Frame}} Facts */
/** @typedef {(facts: Facts, place: string) => string | null} Saying null: it is not known */

/** @param {number} value */
export function number(value) {
  const text = value.toFixed(2);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** @param {number} axis @returns {Saying} */
const part =
  (axis) =>
  ({ anatomy, frame }, place) => {
    const found = cellAt(anatomy, frame, place);
    return found && String(found.index[axis] + 1);
  };

/** @param {(value: number) => boolean} holds @returns {Saying} */
const share =
  (holds) =>
  ({ anatomy, frame }, place) => {
    const layer = layerAt(anatomy, place);
    const data = layer && frame.tensors.get(layer.name)?.data;
    if (!data) return null;
    let count = 0;
    for (const value of data) if (holds(value)) count += 1;
    return `${((100 * count) / data.length).toFixed(0)} %`;
  };

/** @type {Record<string, Saying>} */
const SAYINGS = {
  value({ anatomy, frame }, place) {
    const found = cellAt(anatomy, frame, place);
    return found && number(found.value);
  },
  channel: part(0),
  row: part(1),
  column: part(2),
  zeros: share((value) => value === 0),
  negative: share((value) => value < 0),
  label: ({ frame }) => frame.label,
  probability: ({ frame }) => `${(100 * frame.probability).toFixed(1)} %`,
};

/** @param {string} what @param {Facts} facts @param {string} place */
export const say = (what, facts, place) => SAYINGS[what](facts, place);
