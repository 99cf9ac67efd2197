/**
 * Which part of every earlier layer one cell sees: integers only.
 *
 * A region is a set of channels times a box of cells. Each kind of layer says how a region of its
 * output looks back at its source (`Sees`, in kinds/); `lookBack` chains that to the input.
 */

/** @import { LayerSpec, Pick } from "../types.js" */

/** @typedef {[first: number, last: number]} Span inclusive */

/**
 * @typedef {object} Region
 * @property {number[] | null} channels of a flat layer: its units; null: all of them
 * @property {Span[]} box one span for each spatial axis, clipped to the layer; [] for a flat layer
 */

/**
 * @callback Sees what a region of `layer` looks at in one of its sources
 * @param {LayerSpec} layer
 * @param {Region} region
 * @param {LayerSpec[]} sources all its sources, in order
 * @param {number} which the one that is asked for
 * @returns {Region | null} null: nothing of it
 */

/** @param {LayerSpec} layer @returns {number[]} its spatial sizes; [] when it is flat */
export const spatial = (layer) => layer.shape.slice(1);

/** @param {LayerSpec} layer @returns {Region} */
export const everything = (layer) => ({
  channels: null,
  box: spatial(layer).map((size) => [0, size - 1]),
});

/**
 * The cell of a pick as a region.
 *
 * @param {LayerSpec} layer
 * @param {Pick} pick
 * @returns {Region}
 */
export function regionOf(layer, pick) {
  return { channels: [pick.channel], box: positionOf(layer, pick).map((at) => [at, at]) };
}

/**
 * A pick's index on each spatial axis: column; row, column; or depth, row, column.
 *
 * @param {LayerSpec} layer
 * @param {Pick} pick
 * @returns {number[]}
 */
export const positionOf = (layer, pick) =>
  [pick.depth ?? 0, pick.row ?? 0, pick.column ?? 0].slice(4 - layer.shape.length);

/** @param {LayerSpec} layer @param {number[]} index channel first @returns {Pick} */
export function pickAt({ name: layer }, [channel, ...position]) {
  const [column, row, depth] = position.toReversed();
  if (position.length === 0) return { layer, channel };
  if (position.length === 1) return { layer, channel, column };
  return position.length === 2
    ? { layer, channel, row, column }
    : { layer, channel, depth, row, column };
}

/**
 * The cells of the source that a box of windows covers.
 *
 * @param {LayerSpec} layer with `kernel`, `stride`, `padding`, `dilation`
 * @param {Span[]} box
 * @param {number[]} sizes of the source
 * @returns {Span[]}
 */
export function windows(layer, box, sizes) {
  return box.map(([first, last], axis) => {
    const kernel = layer.kernel?.[axis] ?? 1;
    const stride = layer.stride?.[axis] ?? 1;
    const reach = (kernel - 1) * (layer.dilation?.[axis] ?? 1);
    const shift = layer.padding?.[axis] ?? 0;
    return clip([first * stride - shift, last * stride - shift + reach], sizes[axis]);
  });
}

/**
 * The cells that an adaptive pool divides among its outputs.
 *
 * @param {Span[]} box
 * @param {number[]} outputs
 * @param {number[]} sizes of the source
 * @returns {Span[]}
 */
export function shares(box, outputs, sizes) {
  return box.map(([first, last], axis) => [
    Math.floor((first * sizes[axis]) / outputs[axis]),
    Math.ceil(((last + 1) * sizes[axis]) / outputs[axis]) - 1,
  ]);
}

/** @param {Span} span @param {number} size @returns {Span} */
const clip = ([first, last], size) => [
  Math.min(Math.max(0, first), size - 1),
  Math.max(0, Math.min(size - 1, last)),
];

/**
 * The smallest region that holds both.
 *
 * @param {Region} a
 * @param {Region} b
 * @returns {Region}
 */
export function union(a, b) {
  const channels =
    a.channels && b.channels
      ? [...new Set([...a.channels, ...b.channels])].sort((x, y) => x - y)
      : null;
  const box = a.box.map(
    ([first, last], axis) =>
      /** @type {Span} */ ([Math.min(first, b.box[axis][0]), Math.max(last, b.box[axis][1])]),
  );
  return { channels, box };
}

/** Position in row-major order. @param {number[]} shape @param {number[]} index */
export const ravel = (shape, index) => index.reduce((flat, at, axis) => flat * shape[axis] + at, 0);

/** Index of a row-major position. @param {number[]} shape @param {number} flat */
export function unravel(shape, flat) {
  const index = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(flat % shape[axis]);
    flat = Math.floor(flat / shape[axis]);
  }
  return index;
}

/**
 * What a region sees in every earlier layer.
 *
 * @param {LayerSpec[]} layers in forward order
 * @param {string} name
 * @param {Region} region
 * @param {(layer: LayerSpec) => Sees} seesOf
 * @returns {Map<string, Region>} by layer name; the layer itself first, the input last
 */
export function lookBack(layers, name, region, seesOf) {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  /** @type {Map<string, Region>} */
  const seen = new Map([[name, region]]);
  for (let at = layers.findIndex((layer) => layer.name === name); at >= 0; at--) {
    const layer = layers[at];
    const here = seen.get(layer.name);
    if (!here) continue;
    const sources = layer.inputs.flatMap((input) => byName.get(input) ?? []);
    sources.forEach((source, which) => {
      const there = seesOf(layer)(layer, here, sources, which);
      if (!there) return;
      const known = seen.get(source.name);
      seen.set(source.name, known ? union(known, there) : there);
    });
  }
  return seen;
}
