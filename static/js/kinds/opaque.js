/** Any operation that the page knows nothing about: its numbers still show. */
import { everything } from "../core/geometry.js";
import { flat, sameCells } from "./numbers.js";
import { inText } from "./text.js";

/** @import { Kind } from "./kind.js" */

/** @type {Kind} */
export const opaque = {
  kind: "opaque",
  short: "",
  sees: (layer, region, sources, which) =>
    sources[which].shape.join() === layer.shape.join()
      ? sameCells(layer, region, sources, which)
      : everything(sources[which]),
  tone: () => "signed",
  facts: (_, sources) => [`computed from ${sources.map(inText).join(" and ")}`],
  explain: (cell, { layer, sources }) => ({
    blocks: [
      {
        block: "note",
        text: `“${layer.title}” is an operation that Inkling cannot take apart; this is the number that it gave.`,
      },
    ],
    lines: [
      ...flat(cell.operands).map((value, at) => ({ label: inText(sources[at]), value })),
      { label: cell.formula ?? "=", value: cell.result },
    ],
  }),
  recompute: () => null,
};
