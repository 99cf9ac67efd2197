/** How the player's own blocks are drawn: running sums, ladders, shares. */
import { html } from "../../core/ui.js";
import { running } from "../../kinds/motion/score.js";
import { short } from "../../kinds/text.js";
import { Block } from "../blocks.js";

/** @import { Beat, LadderBlock, StripBlock, TallyBlock } from "../../kinds/motion/score.js" */

/** @param {{block: Beat["blocks"][number], dark: boolean}} props */
export function MotionBlock({ block, dark }) {
  if (block.block === "tally") return html`<${Tally} ...${block} />`;
  if (block.block === "ladder") return html`<${Ladder} ...${block} />`;
  if (block.block === "strip") return html`<${Strip} ...${block} />`;
  return html`<${Block} block=${block} dark=${dark} />`;
}

/** Pixels for all bars, and what one with a label needs. */
const [BARS, LABEL] = [170, 15];

/**
 * A running sum: each bar begins where the one before it ended.
 *
 * @param {TallyBlock} props
 */
function Tally({ bars, reached, caption }) {
  const height = 116;
  const wide = Math.max(2, Math.min(26, Math.floor(BARS / bars.length)));
  const width = Math.max(60, wide * bars.length);
  const ends = running(bars.map(({ by }) => by));
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const y = (/** @type {number} */ value) => height - ((value - low) / (high - low || 1)) * height;
  const gap = wide > 8 ? 3 : wide > 3 ? 1 : 0;
  const sum = reached ? ends[reached - 1] : 0;
  return html`<figure class="tally">
    <svg
      viewBox=${`0 -6 ${width + 44} ${height + 26}`}
      width=${width + 44}
      height=${height + 26}
      role="img"
      aria-label=${`${caption}: ${short(sum)} after ${reached}`}
    >
      <path class="axes" d=${`M0 ${y(0)}H${width}`} />
      ${bars.slice(0, reached).map(({ by }, at) => {
        const before = at ? ends[at - 1] : 0;
        const top = Math.min(y(before), y(ends[at]));
        return html`<rect
          class=${`${by < 0 ? "minus" : ""} ${at === reached - 1 ? "newest" : ""}`}
          x=${at * wide}
          y=${top}
          width=${wide - gap}
          height=${Math.max(1.5, Math.abs(y(before) - y(ends[at])))}
        />`;
      })}
      ${bars.map(
        ({ label }, at) =>
          (wide >= LABEL || at === reached - 1) &&
          html`<text x=${at * wide + (wide - gap) / 2} y=${height + 16}>${label}</text>`,
      )}
      ${
        reached > 0 &&
        html`<path class="level" d=${`M${(reached - 1) * wide} ${y(sum)}H${width + 3}`} />
          <text class="sum" x=${width + 6} y=${y(sum) + 4}>${short(sum)}</text>`
      }
    </svg>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/**
 * A number line for each operation, one below the other, and the number's way down.
 *
 * @param {LadderBlock} props
 */
function Ladder({ rungs, reached, caption }) {
  const [width, line] = [280, 26];
  const values = rungs.map(({ value }) => value);
  const reach = Math.max(...values.map(Math.abs)) || 1;
  const x = (/** @type {number} */ value) => width / 2 + (value / reach) * (width / 2 - 8);
  const y = (/** @type {number} */ at) => 14 + at * line;
  const shown = rungs.slice(0, reached);
  return html`<figure class="ladder">
    <svg
      viewBox=${`-172 0 ${width + 234} ${rungs.length * line}`}
      width=${width + 234}
      height=${rungs.length * line}
      role="img"
      aria-label=${shown.map(({ label, value }) => `${label}: ${short(value)}`).join(", ")}
    >
      <path class="zero" d=${`M${width / 2} 0V${rungs.length * line}`} />
      ${rungs.map(
        ({ label, by }, at) =>
          html`<text class=${at < reached ? "rung" : "rung later"} x="-12" y=${y(at) + 4}>
              ${by ? `${label} (${by})` : label}
            </text>
            <path class="axes" d=${`M0 ${y(at)}H${width}`} />`,
      )}
      ${
        shown.length > 1 &&
        html`<path
          class="way"
          d=${`M${shown.map(({ value }, at) => `${x(value)} ${y(at)}`).join("L")}`}
        />`
      }
      ${shown.map(
        ({ value }, at) =>
          html`<circle
              class=${at === reached - 1 ? "newest" : ""}
              cx=${x(value)}
              cy=${y(at)}
              r=${at === reached - 1 ? 6 : 4}
            />
            <text class="value" x=${width + 12} y=${y(at) + 4}>${short(value)}</text>`,
      )}
    </svg>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** @param {StripBlock} props */
function Strip({ shares, caption }) {
  return html`<figure class="strip">
    <div class="strip-whole">
      ${shares.map(
        ({ label, part, marked }) =>
          html`<i class=${marked ? "marked" : ""} style=${{ width: `${100 * part}%` }}>
            ${part > 0.08 ? label : ""}
          </i>`,
      )}
    </div>
    <figcaption>${caption}</figcaption>
  </figure>`;
}
