/**
 * Places in a network named by a rule: `conv:2/5@strongest` is the largest cell of channel 5 of the
 * second convolution. The server has the same rules in app/lessons/anchor.py.
 */
import { pickAt } from "../core/geometry.js";

/** @import { Anatomy, Frame, LayerSpec, Pick } from "../types.js" */

const FORM = /^([a-z_]+)(?::(\d+))?(?:\/(\d+))?(?:@([a-z]+))?$/;

/**
 * @typedef {object} Anchor
 * @property {string} kind
 * @property {number} nth from 1
 * @property {number | null} channel
 * @property {string} cell
 */

/** @param {string} text @returns {Anchor} */
export function anchorOf(text) {
  const found = FORM.exec(text);
  if (!found) throw new Error(`“${text}” is no place`);
  const [, kind, nth = "1", channel, cell = "strongest"] = found;
  return { kind, nth: Number(nth), channel: channel ? Number(channel) : null, cell };
}

/** @param {Anatomy} anatomy @param {string} place @returns {LayerSpec | undefined} */
export function layerAt(anatomy, place) {
  const { kind, nth } = anchorOf(place);
  return anatomy.layers.filter((layer) => layer.kind === kind)[nth - 1];
}

/** The first of the largest, or of the smallest. @type {(sign: 1 | -1) => Finder} */
const extreme = (sign) => (data, from, to) => {
  let best = from;
  for (let at = from + 1; at < to; at++) if (sign * data[at] > sign * data[best]) best = at;
  return best;
};

/** @typedef {(data: ArrayLike<number>, from: number, to: number, facts: {sizes: number[], frame: Frame}) => number} Finder */

/** @type {Record<string, Finder>} */
const CELLS = {
  strongest: extreme(1),
  weakest: extreme(-1),
  centre: (_data, from, _to, { sizes }) =>
    sizes.reduce((at, size) => at * size + Math.floor(size / 2), 0) + from,
  answer: (_data, _from, _to, { frame }) => frame.index,
};

/**
 * The cell that a rule names in this frame, with its number.
 *
 * @param {Anatomy} anatomy
 * @param {Frame} frame
 * @param {string} place
 * @returns {{layer: LayerSpec, index: number[], value: number, pick: Pick} | null} null: it is not there
 */
export function cellAt(anatomy, frame, place) {
  const { channel, cell } = anchorOf(place);
  const layer = layerAt(anatomy, place);
  const data = layer && frame.tensors.get(layer.name)?.data;
  if (!layer || !data) return null;
  const [, ...sizes] = layer.shape;
  const size = sizes.reduce((product, each) => product * each, 1);
  const from = (channel ?? 0) * size;
  const to = channel === null ? data.length : from + size;
  const at = CELLS[cell](data, from, to, { sizes, frame });
  const index = unravelled(at, layer.shape);
  return { layer, index, value: data[at], pick: pickAt(layer, index) };
}

/** @param {number} at @param {readonly number[]} shape @returns {number[]} */
function unravelled(at, shape) {
  const index = [];
  for (const size of shape.toReversed()) {
    index.unshift(at % size);
    at = Math.floor(at / size);
  }
  return index;
}
