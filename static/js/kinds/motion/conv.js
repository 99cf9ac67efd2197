/** Convolution: product by product, channel by channel, or a whole cell at once. */
import { channelsOf, conv as kind, planesOf } from "../conv.js";
import { loudest } from "../numbers.js";
import { closing, running, said } from "./score.js";

/** @import { Cell } from "../../types.js" */
/** @import { Block, RowsBlock, Scene } from "../kind.js" */
/** @import { Beat, MotionOf, Score, TallyBlock } from "./score.js" */

/** So many channels are shown side by side, in so many pixels. */
const [MOST_PICTURES, ROOM] = [16, 250];

/** @typedef {ReturnType<typeof planesOf> & {cell: Cell}} Sum */

/** @type {MotionOf} */
export const conv = {
  grains: ({ layer, sources: [source] }) => ({
    ...(fanOf(layer, source) > 1 ? { part: "Channel" } : {}),
    term: "Product",
  }),
  score(cell, scene, grain) {
    const sum = { cell, ...planesOf(cell, scene.layer) };
    if (grain === "term") return byProduct(sum);
    return grain === "part" ? byChannel(sum) : whole(sum, scene);
  },
};

/** How many source channels a map of the layer reads. @param {Scene["layer"]} layer @param {Scene["layer"] | undefined} source */
function fanOf(layer, source) {
  const inputs = source?.shape[0] ?? 1;
  return channelsOf(layer, [0], inputs)?.length ?? inputs;
}

/** @param {Sum} sum @param {Scene} scene @returns {Score} */
function whole(sum, scene) {
  const { cell, channels, sums } = sum;
  const { blocks, lines } = kind.explain(cell, { ...scene, part: -1 });
  const many = channels.length > 1;
  const pictures = blocks.map((block) => (block.block === "rows" ? shortened(block, sums) : block));
  return {
    count: 1,
    beat: () => ({
      blocks: many ? [...pictures, tally(sum, sums.length)] : blocks,
      lines: [...lines.slice(0, 1), ...closing(cell)],
      partial: cell.result,
      words: many
        ? `${channels.length} channels, each patch times its kernel, all added up`
        : "patch times kernel, all added up",
    }),
  };
}

/** Only the channels that say most have room. @param {RowsBlock} block @param {number[]} sums @returns {RowsBlock} */
function shortened(block, sums) {
  if (sums.length <= MOST_PICTURES) return { ...block, room: ROOM };
  const chosen = loudest(sums, MOST_PICTURES);
  const names = chosen.map((at) => block.names[at]);
  const rows = block.rows.map((row) => ({
    ...row,
    pictures: chosen.map((at) => row.pictures[at]),
  }));
  const caption = `the ${MOST_PICTURES} of ${sums.length} channels that say most`;
  return { ...block, room: ROOM, names, rows, caption };
}

/** One channel's sum after another, then the bias. @param {Sum} sum @returns {Score} */
function byChannel(sum) {
  const { cell, channels, sums } = sum;
  const sofar = running(sums);
  return {
    count: sums.length + 1,
    beat: (at) =>
      at === sums.length
        ? ended(sum)
        : {
            blocks: [...one(sum, at), tally(sum, at + 1)],
            lines: [
              { label: `Σ channel ${channels[at] + 1}`, value: sums[at] },
              { label: `Σ ${at + 1} of ${sums.length}`, value: lastly(sofar[at], at, sums, cell) },
            ],
            partial: lastly(sofar[at], at, sums, cell),
            words: `channel ${channels[at] + 1} gave ${said(sums[at])}`,
            light: { channel: channels[at] },
          },
  };
}

/** One product after another, then the bias. @param {Sum} sum @returns {Score} */
function byProduct(sum) {
  const { cell, channels, sums, products } = sum;
  const area = sum.size.reduce((a, b) => a * b, 1);
  const each = products.flatMap((plane) => plane.flat());
  const sofar = running(each);
  const many = sums.length > 1;
  return {
    count: each.length + 1,
    beat: (at) => {
      if (at === each.length) return ended(sum);
      const [plane, tap] = [Math.floor(at / area), at % area];
      const value = lastly(sofar[at], at, each, cell);
      return {
        blocks: [...one(sum, plane, tap), ...(many ? [tally(sum, plane)] : [])],
        lines: [
          { label: `product ${tap + 1}`, value: each[at] },
          { label: `Σ ${at + 1} of ${each.length}`, value },
        ],
        partial: value,
        words: productWords(sum, plane, tap),
        light: { channel: channels[plane], tap },
      };
    },
  };
}

/** @param {Sum} sum @param {number} plane @param {number} tap */
function productWords({ patches, kernels, channels, products }, plane, tap) {
  const [x, weight, product] = [patches, kernels, products].map((tree) => tree[plane].flat()[tap]);
  const where = channels.length > 1 ? `channel ${channels[plane] + 1}: ` : "";
  return `${where}${said(x)} × ${said(weight)} = ${said(product)}`;
}

/** PyTorch's own sum once all is added. @param {number} sofar @param {number} at @param {number[]} values @param {Cell} cell */
const lastly = (sofar, at, values, cell) =>
  at === values.length - 1 ? (cell.sum ?? sofar) : sofar;

/** @param {Sum} sum @returns {Beat} */
function ended(sum) {
  const { cell, sums } = sum;
  const many = sums.length > 1;
  const lines = closing(cell);
  return {
    blocks: many ? [...one(sum, sums.length - 1), tally(sum, sums.length)] : one(sum, 0),
    lines: [
      { label: many ? `Σ all ${sums.length} channels` : "Σ products", value: cell.sum },
      ...lines,
    ],
    partial: cell.result,
    words: lines.length > 1 ? "the bias on top, and the cell is done" : "the cell is done",
  };
}

/**
 * @param {Sum} sum
 * @param {number} plane
 * @param {number} [tap] the product that is added now; the later ones are still to come
 * @returns {Block[]}
 */
function one({ patches, kernels, products, channels, valid }, plane, tap) {
  const name = channels.length > 1 ? `patch of channel ${channels[plane] + 1}` : "patch";
  return [
    { block: "matrix", values: patches[plane], caption: name, valid, at: tap },
    { block: "sign", text: "⊙" },
    { block: "matrix", values: kernels[plane], caption: "kernel", at: tap },
    { block: "sign", text: "=" },
    {
      block: "matrix",
      values: products[plane],
      caption: "products",
      valid,
      at: tap,
      ...(tap === undefined ? {} : { reached: tap + 1 }),
    },
  ];
}

/** @param {Sum} sum @param {number} reached @returns {TallyBlock} */
const tally = ({ channels, sums }, reached) => ({
  block: "tally",
  bars: sums.map((by, at) => ({ label: String(channels[at] + 1), by })),
  reached,
  caption: "sum, channel by channel",
});
