/** The answer while inked pixels go, and while they come; in random order as dashes. */
import { html } from "../../core/ui.js";

/** @import { Both, Explained } from "../../server/explain.js" */

const [WIDTH, HEIGHT] = [140, 34];

/** @param {{entry: Explained, random: Both}} props */
export function Curves({ entry, random }) {
  const { deletion, insertion } = entry;
  if (!deletion || !insertion) return null;
  const all = [deletion, insertion, random.deletion, random.insertion].map(({ values }) => values);
  const [low, high] = [Math.min(...all.flat()), Math.max(...all.flat())];
  const [gone, come, anyGone, anyCome] = all.map((values) => line(values, low, high));
  return html`<svg
    class="explain-curves"
    viewBox=${`-1 -2 ${WIDTH + 2} ${HEIGHT + 4}`}
    aria-hidden="true"
  >
    <title>
      The answer while the ink goes (falling), and comes (rising), the most important first
    </title>
    <path class="any" d=${anyGone} />
    <path class="any" d=${anyCome} />
    <path class="come" d=${come} />
    <path class="gone" d=${gone} />
  </svg>`;
}

/** @param {number[]} values @param {number} low @param {number} high */
function line(values, low, high) {
  const points = values.map((value, at) => {
    const x = (at / (values.length - 1)) * WIDTH;
    const y = HEIGHT * (1 - (value - low) / (high - low || 1));
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}
