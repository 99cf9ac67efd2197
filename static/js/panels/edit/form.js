/** How a channel's weights make pictures: one for each input channel. */
import { originOf } from "../../kinds/linear.js";

/** @import { Anatomy, Filters, LayerSpec } from "../../types.js" */

/**
 * @typedef {object} Form
 * @property {number} slices pictures
 * @property {number} width
 * @property {number} height
 * @property {number[]} shape of one channel's weights, as the server has them
 * @property {number[][] | null} sources the pictures that each channel is connected to; null: all
 */

/** Larger pictures cannot be painted by hand. */
const MOST_CELLS = 784;

/**
 * @param {Anatomy} anatomy
 * @param {LayerSpec} layer
 * @param {Filters} filters
 * @returns {Form | null} null: its weights are no pictures
 */
export function formOf(anatomy, layer, filters) {
  const [, ...shape] = filters.shape;
  if (shape.length > 1) {
    const [inputs, ...sizes] = shape;
    const width = sizes[sizes.length - 1];
    const height = sizes.length > 1 ? sizes[sizes.length - 2] : 1;
    const slices = (inputs * product(sizes)) / (width * height);
    const table = sizes.length <= 2 ? (layer.detail.table ?? null) : null;
    return { slices, width, height, shape, sources: table };
  }
  if (shape.length === 0) return null;
  const [width, height] = layer.detail.grid ?? pictureOf(anatomy, layer) ?? [0, 0];
  const cells = width * height;
  if (cells < 2 || cells > MOST_CELLS || shape[0] % cells) return null;
  return { slices: shape[0] / cells, width, height, shape, sources: null };
}

/** The size of the maps that a flat layer's inputs were. @param {Anatomy} anatomy @param {LayerSpec} layer */
function pictureOf({ layers }, layer) {
  const layerNamed = (/** @type {string} */ wanted) => layers.find(({ name }) => name === wanted);
  const sources = layer.inputs.flatMap((name) => layerNamed(name) ?? []);
  const { shape } = originOf({ layer, sources, layerNamed });
  return shape.length === 3 ? [shape[2], shape[1]] : null;
}

/** @param {number[]} sizes */
const product = (sizes) => sizes.reduce((all, size) => all * size, 1);
