/** Convolution: a patch times a kernel, summed over the input channels. */
import { windows } from "../core/geometry.js";
import { flat, maskOf, planes, strongest, total, windowOf } from "./numbers.js";
import { counted, evenly, grouped, inText, windowText } from "./text.js";

/** @import { Cell, LayerSpec } from "../types.js" */
/** @import { Block, Explanation, Kind, Line, Scene } from "./kind.js" */

/** @type {Kind} */
export const conv = {
  kind: "conv",
  short: "Conv",
  mixes: true,
  slides: true,
  sees: (layer, region, sources, which) => ({
    channels: channelsOf(layer, region.channels, sources[which].shape[0]),
    box: windows(layer, region.box, sources[which].shape.slice(1)),
  }),
  tone: () => "signed",
  facts: (layer, [source], channel) => [
    ...windowFacts(layer, "kernel"),
    seesFact(layer, source),
    weightFact(layer, source, channel),
  ],
  explain,
  recompute: (cell) => total(flat(cell.products)) + (cell.bias ?? 0),
};

/**
 * The input channels that some output channels read: a table, a group, or all.
 *
 * @param {LayerSpec} layer
 * @param {number[] | null} channels
 * @param {number} inputs
 */
export function channelsOf(layer, channels, inputs) {
  const groups = layer.groups ?? 1;
  const table = layer.detail.table;
  if (!channels || (!table && groups === 1)) return null;
  const fan = inputs / groups;
  const share = layer.shape[0] / groups;
  const read = channels.flatMap(
    (channel) =>
      table?.[channel] ??
      Array.from({ length: fan }, (_, at) => Math.floor(channel / share) * fan + at),
  );
  return [...new Set(read)].sort((a, b) => a - b);
}

/** "5×5 kernel, stride 1" @param {LayerSpec} layer @param {string} noun */
export function windowFacts(layer, noun) {
  const facts = [];
  if (layer.kernel)
    facts.push(`${windowText(layer.kernel)} ${noun}, stride ${evenly(layer.stride ?? [1])}`);
  if (layer.padding?.some((size) => size > 0)) facts.push(`padding ${evenly(layer.padding)}`);
  if (layer.dilation?.some((size) => size > 1)) facts.push(`dilation ${evenly(layer.dilation)}`);
  if ((layer.groups ?? 1) > 1) facts.push(`${layer.groups} groups`);
  return facts;
}

/** @param {LayerSpec} layer @param {LayerSpec | undefined} source */
export const seesFact = (layer, source) =>
  `sees the outlined ${windowText(layer.kernel ?? [])} patch of ${inText(source)}`;

/** @param {LayerSpec} layer @param {LayerSpec} source @param {number} channel */
function weightFact(layer, source, channel) {
  const area = (layer.kernel ?? []).reduce((a, b) => a * b, 1);
  const positions = layer.shape.slice(1).reduce((a, b) => a * b, 1);
  const inputs =
    layer.detail.table?.[channel]?.length ?? (source?.shape[0] ?? 1) / (layer.groups ?? 1);
  const bias = layer.detail.bias === false ? "" : " + 1 bias";
  const use = positions === 1 ? "used once" : `used at all ${grouped(positions)} positions`;
  return `${counted(area * inputs, "weight")}${bias}, ${use}`;
}

/** The sum's numbers, plane by plane. @param {Cell} cell @param {LayerSpec} layer */
export function planesOf(cell, layer) {
  const size = windowOf(cell, layer);
  const [patches, kernels, products] = [cell.operands, cell.weights, cell.products].map((tree) =>
    planes(flat(tree), size),
  );
  const channels = cell.sources[0]?.channels ?? patches.map((_, at) => at);
  const sums = products.map((plane) => total(plane.flat()));
  return { size, patches, kernels, products, channels, sums, valid: maskOf(cell, size) };
}

/** @param {Cell} cell @param {Scene} scene @returns {Explanation} */
function explain(cell, scene) {
  const { size, patches, kernels, products, channels, sums, valid } = planesOf(cell, scene.layer);
  const shown = scene.part ?? strongest(sums);
  const [source] = scene.sources;
  const many = patches.length > 1;
  const kernel = `kernel ${cell.index[0] + 1}`;
  const blocks =
    many && shown < 0
      ? all([patches, kernels, products], channels, size)
      : one(
          patches[shown] ?? patches[0],
          kernels[shown] ?? kernels[0],
          products[shown] ?? products[0],
          [many ? `patch of channel ${channels[shown] + 1}` : `patch of ${inText(source)}`, kernel],
          valid,
        );
  return {
    blocks,
    lines: sumLines(cell, many ? sums[shown] : null, channels.length),
    ...(many && { parts: { shown, sums, names: channels.map((at) => String(at + 1)) } }),
  };
}

/**
 * @param {number[][]} patch
 * @param {number[][]} kernel
 * @param {number[][]} products
 * @param {string[]} captions
 * @param {boolean[][] | undefined} valid
 * @returns {Block[]}
 */
function one(patch, kernel, products, captions, valid) {
  return [
    { block: "matrix", values: patch, caption: captions[0], valid },
    { block: "sign", text: "⊙" },
    { block: "matrix", values: kernel, caption: captions[1] },
    { block: "sign", text: "=" },
    { block: "matrix", values: products, caption: "products", valid },
  ];
}

/** @param {number[][][][]} stacks @param {number[]} channels @param {number[]} size @returns {Block[]} */
function all(stacks, channels, size) {
  const width = size[size.length - 1];
  const labels = ["patches", "⊙ kernels", "= products"];
  return [
    {
      block: "rows",
      width,
      height: size.slice(0, -1).reduce((a, b) => a * b, 1),
      names: channels.map((at) => String(at + 1)),
      caption: "every input channel",
      rows: stacks.map((each, at) => ({
        label: labels[at],
        tone: "signed",
        pictures: each.map((plane) => plane.flat()),
      })),
    },
  ];
}

/**
 * @param {Cell} cell
 * @param {number | null | undefined} part the looked-at channel's sum
 * @param {number} channels
 * @returns {Line[]}
 */
function sumLines(cell, part, channels) {
  /** @type {Line[]} */
  const lines = [];
  if (part !== null && part !== undefined) lines.push({ label: "Σ this channel", value: part });
  const label = channels > 1 ? `Σ all ${channels} channels` : "Σ products";
  lines.push({ label, value: cell.sum ?? total(flat(cell.products)) });
  return [...lines, ...biasLine(cell), { label: "=", value: cell.result }];
}

/** @param {Cell} cell @returns {Line[]} */
export const biasLine = (cell) =>
  cell.bias === null || cell.bias === undefined ? [] : [{ label: "+ bias", value: cell.bias }];
