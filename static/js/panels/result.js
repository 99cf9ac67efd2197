/** The sum from top to bottom, its result, and whether it is what PyTorch computed. */
import { html } from "../core/ui.js";
import { precise } from "../kinds/text.js";

/** @import { Cell } from "../types.js" */
/** @import { Line } from "../kinds/kind.js" */
/** @import { Step } from "./chain.js" */

/** Largest difference, relative to the result, that rounding to 32 bits explains. */
const ROUNDING = 1e-4;

/** @param {{lines: Line[], chain: Step[], cell: Cell, recomputed: number | null}} props */
export function Result({ lines, chain, cell, recomputed }) {
  const [own, result] = [lines.slice(0, -1), lines[lines.length - 1]];
  const rows = chain.length ? (result.label === "=" ? own : lines) : lines;
  const last = rows.length - 1;
  return html`<div class="result">
    <dl>
      ${rows.map(
        ({ label, value }, at) =>
          html`<div class=${!chain.length && at === last ? "final" : ""}>
            <dt>${label}</dt>
            <dd>${precise(value)}</dd>
          </div>`,
      )}
      ${chain.map(
        ({ layer, input, value, exact, whole, scale }, at) =>
          html`<div class=${at === chain.length - 1 ? "final" : ""}>
            <dt>
              ${layer.title}(<b>${exact || at === 0 ? precise(input) : rough(input)}</b>)${
                scale === 1 ? "" : ` × ${rough(scale)} (edited)`
              }
            </dt>
            <dd>${whole ? precise(value) : rough(value)}</dd>
          </div>`,
      )}
    </dl>
    <${Seal} cell=${cell} recomputed=${recomputed} />
  </div>`;
}

/** Three figures: what a 16-bit number holds. @param {number} value */
const rough = (value) => (value === 0 ? "0" : String(Number(value.toPrecision(3))));

/** @param {{cell: Cell, recomputed: number | null}} props */
export function Seal({ cell, recomputed }) {
  if (recomputed === null) return null;
  const difference = Math.abs(recomputed - cell.result);
  const sizes = [Math.abs(cell.result), Math.abs(cell.sum ?? 0), 1];
  const good = difference <= ROUNDING * Math.max(...sizes);
  const text = difference === 0 ? "to the last digit" : `differs by ${difference.toExponential(0)}`;
  return html`<p
    class=${`seal ${good ? "" : "broken"}`}
    title="This page adds the numbers up again and compares the result with what the network's forward pass gave."
  >
    ${good ? "= what PyTorch computed" : "is not what PyTorch computed"} <span>${text}</span>
  </p>`;
}
