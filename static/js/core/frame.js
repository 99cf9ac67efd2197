/** One live answer: the prediction in its metadata, every layer's output in its tensors. */
import { derive } from "./derive.js";
import { open, read } from "./safetensors.js";

/** @import { Answer, Frame, Tensor } from "../types.js" */
/** @import { Archive } from "./safetensors.js" */

/** What edits changed in a layer comes under this and the layer's name. */
const DIFFERENCE = "difference/";

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
  /** @type {Map<string, Tensor>} */
  const differences = new Map();
  for (const [name, entry] of archive.entries) {
    const tensor = read(archive, entry, scales[name]);
    if (name.startsWith(DIFFERENCE)) differences.set(name.slice(DIFFERENCE.length), tensor);
    else tensors.set(name, tensor);
  }
  derive(tensors, parse(metadata.derived) ?? []);
  const cell = parse(metadata.cell);
  return {
    ...answerOf(archive),
    seq: Number(metadata.seq),
    network: metadata.network,
    checkpoint: parse(metadata.checkpoint),
    probability: Number(metadata.probability),
    logits: parse(metadata.logits) ?? [],
    ranges: parse(metadata.ranges) ?? {},
    tensors,
    cell: cell && !cell.problem ? cell : null,
    near: nearOf(parse(metadata.neighbours)),
    baseline: parse(metadata.baseline),
    differences: differences.size ? differences : null,
  };
}

/** @param {any} near */
const nearOf = (near) => (near && !near.problem ? near : null);

/** The prediction alone. @param {Archive} archive @returns {Answer} */
export const answerOf = ({ metadata }) => ({
  label: metadata.label,
  index: Number(metadata.index),
  probabilities: parse(metadata.probabilities) ?? [],
  notADigit: parse(metadata.not_a_digit),
});

/** @param {string | undefined} text */
const parse = (text) => (text === undefined ? null : JSON.parse(text));
