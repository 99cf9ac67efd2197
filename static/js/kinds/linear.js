/** Dense layers: a sum over all inputs; the largest terms first, and all of them as pictures. */
import { biasLine } from "./conv.js";
import { allCells, bySize, flat, loudest, total } from "./numbers.js";
import { counted, inText, placeOf } from "./text.js";
import { pickAt, unravel } from "../core/geometry.js";

/** @import { Cell, LayerSpec } from "../types.js" */
/** @import { Block, Explanation, Kind, Scene } from "./kind.js" */

const MOST_TERMS = 7;
const MOST_PICTURES = 12;

/** @type {Kind} */
export const linear = {
  kind: "linear",
  short: "Dense",
  mixes: true,
  sees: allCells,
  tone: () => "signed",
  facts: (layer, [source]) => [
    `sees all ${counted(source?.outputs ?? 0, "number")} of ${inText(source)}`,
    `${counted(source?.outputs ?? 0, "weight")}${layer.detail.bias === false ? "" : " + 1 bias"}, its own`,
  ],
  explain,
  recompute: (cell) => total(flat(cell.products)) + (cell.bias ?? 0),
};

/** @param {Cell} cell @param {Scene} scene @returns {Explanation} */
function explain(cell, scene) {
  const [operands, weights, products] = [cell.operands, cell.weights, cell.products].map(flat);
  const from = originOf(scene);
  return {
    blocks: [termsBlock({ operands, weights, products }, from)],
    pictures: [picturesBlock([operands, weights, products], from)],
    lines: [
      { label: `Σ ${counted(products.length, "term")}`, value: cell.sum ?? total(products) },
      ...biasLine(cell),
      { label: "=", value: cell.result },
    ],
  };
}

/**
 * The layer whose picture the inputs make: through flatten and dropout back to the maps.
 *
 * @param {Pick<Scene, "sources" | "layerNamed" | "layer">} scene
 * @returns {LayerSpec}
 */
export function originOf({ sources, layerNamed, layer }) {
  let from = sources[0] ?? layer;
  while (["flatten", "dropout"].includes(from.kind) && from.inputs.length === 1) {
    const before = layerNamed(from.inputs[0]);
    if (!before) break;
    from = before;
  }
  return from;
}

/**
 * @param {{operands: number[], weights: number[], products: number[]}} sum
 * @param {LayerSpec} from
 * @returns {Block}
 */
function termsBlock({ operands, weights, products }, from) {
  const order = bySize(products);
  const most = from.shape[0] > 1 ? MOST_TERMS : 3; // of one map the picture below says more
  const top = order.slice(0, most);
  const rest = order.slice(most);
  return {
    block: "terms",
    caption: "largest terms: input × weight",
    terms: top.map((at) => ({
      label: brief(from, at),
      operand: operands[at],
      weight: weights[at],
      product: products[at],
    })),
    rest: { count: rest.length, sum: total(rest.map((at) => products[at])) },
  };
}

/** "map 3 · 4, 11" @param {LayerSpec} from @param {number} at */
export function brief(from, at) {
  const index = unravel(from.shape, at);
  if (index.length === 1) return `unit ${at + 1}`;
  if (from.shape.slice(1).every((size) => size === 1)) return `map ${index[0] + 1}`;
  if (index.length > 3) return placeOf(from, pickAt(from, index));
  return `map ${index[0] + 1} · ${index
    .slice(1)
    .map((place) => place + 1)
    .join(", ")}`;
}

/**
 * Inputs, weights and terms in the shape of the maps that they come from.
 *
 * @param {number[][]} stacks
 * @param {LayerSpec} from
 * @returns {Block}
 */
function picturesBlock(stacks, from) {
  const plane = pictureOf(from.shape);
  const area = plane.width * plane.height;
  const count = Math.ceil(stacks[0].length / area);
  if (count === 1) return single(stacks, plane, from);
  const shown = loudest(sizesOf(stacks[2], area, count), MOST_PICTURES);
  const labels = ["inputs", "⊙ weights", "= terms"];
  return {
    block: "rows",
    ...plane,
    names: shown.map((at) => String(at + 1)),
    caption:
      shown.length < count
        ? `the ${shown.length} of ${count} maps that say most`
        : `all ${count} maps of ${inText(from)}`,
    rows: stacks.map((values, at) => ({
      label: labels[at],
      tone: "signed",
      pictures: shown.map((map) => values.slice(map * area, (map + 1) * area)),
    })),
  };
}

/** @param {number[][]} stacks @param {{width: number, height: number}} plane @param {LayerSpec} from @returns {Block} */
const single = (stacks, plane, from) => ({
  block: "columns",
  ...plane,
  signs: ["⊙", "="],
  columns: [`units of ${inText(from)}`, "weights", "terms"].map((label, at) => ({
    label,
    tone: "signed",
    pictures: [stacks[at]],
  })),
});

/** How much each map's terms say. @param {number[]} terms @param {number} area @param {number} count */
const sizesOf = (terms, area, count) =>
  Array.from({ length: count }, (_, at) =>
    total(terms.slice(at * area, (at + 1) * area).map(Math.abs)),
  );

/** Maps as they are; anything else as one near-square picture. @param {number[]} shape */
function pictureOf(shape) {
  const sizes = shape.slice(1).filter((size) => size > 1);
  if (sizes.length === 2) return { height: sizes[0], width: sizes[1] };
  if (sizes.length === 1) return { height: 1, width: sizes[0] };
  const units = shape.reduce((a, b) => a * b, 1);
  const width = Math.ceil(Math.sqrt(units));
  return { width, height: Math.ceil(units / width) };
}
