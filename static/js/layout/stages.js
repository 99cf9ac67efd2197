/**
 * Layers to stages: an elementwise layer that alone follows its single source stands in the
 * source's column, so that "convolution, norm, ReLU" is one column that can show each of the three.
 */

/** @import { LayerSpec } from "../types.js" */

/**
 * @typedef {object} Stage
 * @property {string} id name of its first layer
 * @property {LayerSpec[]} layers in forward order
 * @property {LayerSpec} base the first: where the arithmetic is
 * @property {LayerSpec} after the last that changes numbers: what the column shows
 * @property {string[]} inputs ids of the stages it reads
 */

/**
 * @typedef {object} Joining what the kinds say about standing in another layer's column
 * @property {(layer: LayerSpec) => boolean} joins
 * @property {(layer: LayerSpec) => boolean} silent does not change the numbers (flatten, dropout)
 */

/**
 * @param {LayerSpec[]} layers in forward order
 * @param {Joining} joining
 * @returns {Stage[]} in forward order
 */
export function stagesOf(layers, joining) {
  const readers = countReaders(layers);
  /** @type {Map<string, LayerSpec[]>} layer name -> the stage that it is in */
  const home = new Map();
  /** @type {LayerSpec[][]} */
  const groups = [];
  for (const layer of layers) {
    const [source] = layer.inputs;
    const group = home.get(source);
    const alone = layer.inputs.length === 1 && readers.get(source) === 1;
    const ready = group?.[0].kind !== "input" || joining.silent(layer);
    if (group && alone && ready && joining.joins(layer)) {
      group.push(layer);
      home.set(layer.name, group);
    } else {
      groups.push([layer]);
      home.set(layer.name, groups[groups.length - 1]);
    }
  }
  return groups.map((group) => stageOf(group, home, joining));
}

/** @param {LayerSpec[]} layers */
function countReaders(layers) {
  /** @type {Map<string, number>} */
  const readers = new Map();
  for (const { inputs } of layers) {
    for (const name of new Set(inputs)) readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  return readers;
}

/**
 * @param {LayerSpec[]} group
 * @param {Map<string, LayerSpec[]>} home
 * @param {Joining} joining
 * @returns {Stage}
 */
function stageOf(group, home, joining) {
  const [base] = group;
  const inputs = base.inputs.flatMap((name) => home.get(name)?.[0].name ?? []);
  return {
    id: base.name,
    layers: group,
    base,
    after: group.findLast((layer) => !joining.silent(layer)) ?? base,
    inputs: [...new Set(inputs)],
  };
}

/**
 * The layer that a stage shows.
 *
 * @param {Stage} stage
 * @param {"after" | "before"} side of its norm and activation
 * @param {string | undefined} chosen a layer of it that was asked for
 */
export const shownOf = (stage, side, chosen) =>
  stage.layers.find((layer) => layer.name === chosen) ??
  (side === "before" ? stage.base : stage.after);

/**
 * What a cell of the shown layer opens: the layer with the arithmetic when it has the same cells.
 *
 * @param {Stage} stage
 * @param {LayerSpec} shown
 */
export const openedBy = (stage, shown) =>
  shown === stage.after && shown.shape.join() === stage.base.shape.join() ? stage.base : shown;

/** @param {Stage[]} stages @param {string} name */
export const stageWith = (stages, name) =>
  stages.find((stage) => stage.layers.some((layer) => layer.name === name));
