/** Normalisation: γ · (x − μ) / √(σ² + ε) + β. */
import { flat, sameCells } from "./numbers.js";

/** @import { Cell } from "../types.js" */
/** @import { Sees } from "../core/geometry.js" */
/** @import { Kind, Line } from "./kind.js" */

/** @type {Sees} */
const sees = (layer, region, sources, which) => {
  const source = sources[which];
  if (layer.detail.norm !== "layer" && layer.detail.norm !== "group") {
    return sameCells(layer, region, sources, which);
  }
  /** @type {[number, number][]} */
  const box = source.shape.slice(1).map((size) => [0, size - 1]);
  const size = layer.shape[0] / (layer.detail.groups ?? 1);
  const channels = layer.detail.groups
    ? region.channels?.flatMap((channel) =>
        Array.from({ length: size }, (_, at) => Math.floor(channel / size) * size + at),
      )
    : null;
  return { channels: channels ? [...new Set(channels)] : null, box };
};

/** @type {Kind} */
export const norm = {
  kind: "norm",
  short: "Norm",
  joins: true,
  sees,
  tone: () => "signed",
  facts: (layer) =>
    layer.detail.norm === "batch"
      ? ["mean and variance of its channel, kept from training"]
      : ["mean and variance of this very picture"],
  explain: (cell) => ({
    blocks: [{ block: "note", text: cell.formula }],
    lines: steps(cell),
  }),
  recompute,
};

/** @param {Cell} cell @returns {Line[]} */
function steps(cell) {
  const { mean, variance, eps, gamma, beta } = cell.detail;
  const [x] = flat(cell.operands);
  /** @type {Line[]} */
  const lines = [
    { label: "x", value: x },
    { label: "− μ", value: mean },
    { label: "÷ √(σ² + ε)", value: Math.sqrt(variance + eps) },
  ];
  if (gamma !== null && gamma !== undefined) lines.push({ label: "× γ", value: gamma });
  if (beta !== null && beta !== undefined) lines.push({ label: "+ β", value: beta });
  return [...lines, { label: "=", value: cell.result }];
}

/** @param {Cell} cell */
function recompute(cell) {
  const { mean, variance, eps, gamma, beta } = cell.detail;
  const normalised = (flat(cell.operands)[0] - mean) / Math.sqrt(variance + eps);
  return normalised * (gamma ?? 1) + (beta ?? 0);
}
