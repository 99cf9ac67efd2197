/** Safetensors: eight bytes of header length, a JSON header, the tensors' bytes. */

/** @import { Tensor } from "../types.js" */

/** @typedef {{dtype: string, shape: number[], data_offsets: [number, number]}} Entry */

/**
 * @typedef {object} Archive
 * @property {Record<string, string>} metadata
 * @property {[string, Entry][]} entries in the order of their bytes
 * @property {ArrayBuffer} buffer
 * @property {number} start of the tensors' bytes
 */

/**
 * Read the header only.
 *
 * @param {ArrayBuffer} buffer
 * @returns {Archive}
 * @throws {RangeError | SyntaxError} when these are not safetensors bytes
 */
export function open(buffer) {
  const view = new DataView(buffer);
  const length = view.getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(buffer, 8, length));
  const { __metadata__: metadata = {}, ...tensors } = JSON.parse(text);
  const entries = /** @type {[string, Entry][]} */ (Object.entries(tensors));
  entries.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]);
  return { metadata, entries, buffer, start: 8 + length };
}

/**
 * The values of one tensor as float32.
 *
 * @param {Archive} archive
 * @param {Entry} entry
 * @param {[scale: number, offset: number]} [scale] of bytes: value = byte × scale + offset
 * @returns {Tensor}
 */
export function read({ buffer, start }, entry, scale) {
  const [from, to] = entry.data_offsets;
  const decode = DECODERS[entry.dtype];
  if (!decode) throw new TypeError(`Tensors of type ${entry.dtype} cannot be read here.`);
  return { shape: entry.shape, data: decode(buffer, start + from, to - from, scale) };
}

/** @type {Record<string, (buffer: ArrayBuffer, at: number, bytes: number, scale?: [number, number]) => Float32Array>} */
const DECODERS = {
  F32: (buffer, at, bytes) => new Float32Array(...aligned(buffer, at, bytes, 4)),
  F16: (buffer, at, bytes) => fromHalf(new Uint16Array(...aligned(buffer, at, bytes, 2))),
  U8: (buffer, at, bytes, scale = [1, 0]) => fromBytes(new Uint8Array(buffer, at, bytes), scale),
};

/**
 * Typed arrays start at a multiple of their size: copy what does not.
 *
 * @param {ArrayBuffer} buffer
 * @param {number} at
 * @param {number} bytes
 * @param {number} size
 * @returns {[ArrayBuffer, number, number]}
 */
const aligned = (buffer, at, bytes, size) =>
  at % size === 0 ? [buffer, at, bytes / size] : [buffer.slice(at, at + bytes), 0, bytes / size];

/** @param {Uint8Array} bytes @param {[number, number]} scale */
const fromBytes = (bytes, [scale, offset]) =>
  Float32Array.from(bytes, (byte) => byte * scale + offset);

/** Every float16 there is, by its bits; filled once. @type {Float32Array | null} */
let halves = null;

/** @param {Uint16Array} bits */
function fromHalf(bits) {
  halves ??= Float32Array.from({ length: 65536 }, (_, bit) => halfToNumber(bit));
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = halves[bits[i]];
  return values;
}

/** One float16 from its bits: sign, five bits of exponent, ten of fraction. @param {number} bits */
export function halfToNumber(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
