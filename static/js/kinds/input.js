/** The input: ink, standardised. */
import { flat } from "./numbers.js";
import { precise, times } from "./text.js";

/** @import { Kind } from "./kind.js" */

/** @type {Kind} */
export const input = {
  kind: "input",
  short: "Input",
  sees: (_layer, _region, sources, which) => ({
    channels: null,
    box: sources[which].shape.map(() => [0, 0]),
  }),
  tone: () => "amount",
  extent: ({ detail: { mean, std } }) => (std ? [-mean / std, (1 - mean) / std] : null),
  facts: ({ shape, detail }) => [
    `${times(shape.slice(1))} pixels, fitted to the drawing`,
    ...(detail.std
      ? [`mean ${precise(detail.mean)}, standard deviation ${precise(detail.std)}`]
      : []),
  ],
  explain: (cell) => ({
    blocks: [
      {
        block: "note",
        text: "What you drew, cropped, scaled and centred; then brought to the range that the network was trained on.",
      },
    ],
    lines: [
      { label: "ink", value: flat(cell.operands)[0] },
      { label: "− mean", value: cell.detail.mean },
      { label: "÷ standard deviation", value: cell.detail.std },
      { label: "=", value: cell.result },
    ],
  }),
  recompute: (cell) => (flat(cell.operands)[0] - cell.detail.mean) / cell.detail.std,
};
