/** Changes of the network as short text: "conv:3s0", "conv:1b0.25", "conv:2o" (solo), kernels as numbers in few bits. */
import { bitReader, bitWriter, fromText, toText } from "./bits.js";
import { MOST, flattened } from "./edits.js";

/** @import { Edit, NumberTree } from "../types.js" */

/** Bits for each number of a kernel; 32 keeps it as it is. */
export const DEPTHS = /** @type {const} */ ([32, 16, 8]);

/** @typedef {(typeof DEPTHS)[number]} Depth */

/** Larger kernels are no kernels. */
const KERNEL = { numbers: 100_000, rank: 5 };
const PATTERN =
  /^([^:]+):(\d{1,9})(o)?(?:s(-?[\d.]+(?:e-?\d+)?))?(?:b(-?[\d.]+(?:e-?\d+)?))?(?:w([\w-]+))?$/;

/** @param {readonly Edit[]} edits @param {Depth} depth */
export const encodeEdits = (edits, depth) =>
  edits
    .map(({ layer, channel, solo, scale, bias, weights }) =>
      [
        `${encodeURIComponent(layer)}:${channel}`,
        solo ? "o" : "",
        scale === undefined ? "" : `s${brief(scale)}`,
        bias === undefined ? "" : `b${brief(bias)}`,
        weights === undefined ? "" : `w${encodeTree(weights, depth)}`,
      ].join(""),
    )
    .join(",");

/** Float32's own digits. @param {number} value */
const brief = (value) => String(Number(value.toPrecision(9))).replace("+", "");

/** @param {string} text @returns {Edit[]} @throws {RangeError} */
export function decodeEdits(text) {
  const parts = text.split(",");
  if (parts.length > MOST.edits) throw new RangeError("Too many edits.");
  return parts.map((part) => {
    const [, layer, channel, solo, scale, bias, weights] = PATTERN.exec(part) ?? [];
    if (!layer || (solo ?? scale ?? bias ?? weights) === undefined)
      throw new RangeError("No such edit.");
    /** @type {Edit} */
    const edit = { layer: decodeURIComponent(layer), channel: Number(channel) };
    if (solo) edit.solo = true;
    if (scale !== undefined) edit.scale = number(scale);
    if (bias !== undefined) edit.bias = number(bias);
    if (weights !== undefined) edit.weights = decodeTree(weights);
    return edit;
  });
}

/** @param {string | number} text */
function number(text) {
  const value = Number(text);
  if (!(Math.abs(value) <= MOST.strength)) throw new RangeError("No such number.");
  return value;
}

/** @param {NumberTree} tree @returns {number[]} */
const sizesOf = (tree) => (Array.isArray(tree) ? [tree.length, ...sizesOf(tree[0])] : []);

/** @param {NumberTree} tree @param {Depth} depth */
function encodeTree(tree, depth) {
  const bits = bitWriter();
  const sizes = sizesOf(tree);
  const values = flattened(tree);
  const reach = Math.max(1e-9, ...values.map(Math.abs));
  bits.write(DEPTHS.indexOf(depth), 2);
  bits.write(sizes.length, 3);
  for (const size of sizes) bits.write(size, 16);
  if (depth < 32) writeFloat(bits, reach);
  const most = 2 ** (depth - 1) - 1;
  for (const value of values) {
    if (depth === 32) writeFloat(bits, value);
    else bits.write(Math.round((value / reach) * most) + most, depth);
  }
  return toText(bits.bytes());
}

/** @param {string} text @returns {NumberTree} */
function decodeTree(text) {
  const bits = bitReader(fromText(text));
  const depth = DEPTHS[bits.read(2)];
  const sizes = Array.from({ length: bits.read(3) }, () => bits.read(16));
  const count = sizes.reduce((product, size) => product * size, 1);
  if (!depth || sizes.length > KERNEL.rank || count < 1 || count > KERNEL.numbers)
    throw new RangeError("No such kernel.");
  const reach = depth < 32 ? number(readFloat(bits)) : 1;
  const most = 2 ** (depth - 1) - 1;
  const next = () =>
    depth === 32 ? number(readFloat(bits)) : (reach * (bits.read(depth) - most)) / most;
  /** @param {number} axis @returns {NumberTree} */
  const build = (axis) =>
    axis === sizes.length ? next() : Array.from({ length: sizes[axis] }, () => build(axis + 1));
  return build(0);
}

/** @param {import("./bits.js").BitWriter} bits @param {number} value */
function writeFloat(bits, value) {
  const word = new Uint32Array(Float32Array.of(value).buffer)[0];
  bits.write(word >>> 16, 16);
  bits.write(word & 0xffff, 16);
}

/** @param {import("./bits.js").BitReader} bits */
const readFloat = (bits) =>
  new Float32Array(Uint32Array.of((bits.read(16) * 65536 + bits.read(16)) >>> 0).buffer)[0];
