/** One live answer: the prediction in its metadata, every layer's output in its tensors. */
import { open, read } from "./safetensors.js";

/** @import { Frame, Tensor } from "../types.js" */
/** @import { Archive } from "./safetensors.js" */

/**
 * The header alone, to see which message it answers before anything is decoded.
 *
 * @param {ArrayBuffer} buffer
 * @returns {{seq: number, work: number, archive: Archive}} `work`: milliseconds at the server
 */
export function peek(buffer) {
  const archive = open(buffer);
  const stages = Object.values(parse(archive.metadata.timing) ?? {}).map(Number);
  const work = stages.reduce((sum, stage) => sum + stage, 0);
  return { seq: Number(archive.metadata.seq), work, archive };
}

/**
 * @param {Archive} archive
 * @returns {Frame}
 */
export function decodeFrame(archive) {
  const { metadata } = archive;
  const scales = parse(metadata.scales) ?? {};
  /** @type {Map<string, Tensor>} */
  const tensors = new Map();
  for (const [name, entry] of archive.entries) {
    tensors.set(name, read(archive, entry, scales[name]));
  }
  const cell = parse(metadata.cell);
  return {
    seq: Number(metadata.seq),
    network: metadata.network,
    label: metadata.label,
    index: Number(metadata.index),
    probability: Number(metadata.probability),
    probabilities: parse(metadata.probabilities) ?? [],
    logits: parse(metadata.logits) ?? [],
    notADigit: parse(metadata.not_a_digit),
    ranges: parse(metadata.ranges) ?? {},
    tensors,
    cell: cell && !cell.problem ? cell : null,
  };
}

/** @param {string | undefined} text */
const parse = (text) => (text === undefined ? null : JSON.parse(text));
