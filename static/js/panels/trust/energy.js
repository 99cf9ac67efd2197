/** Where the drawing lies between known digits and other shapes. */
import { html } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";
import { histogramOf, outlineOf } from "./plots.js";

/** @import { Confidence, Energies } from "../../server/trust.js" */

const WIDTH = 288;
const HEIGHT = 64;
const BARS = 48;

/** @param {{known: Energies | null, found: Confidence["not_a_digit"]}} props */
export function Energy({ known, found }) {
  return html`${
    found &&
    html`<p class="trust-words">
      ${found.score >= 0.5 ? "Perhaps not: " : "It seems so: "}score ${honest(found.score)} for
      “none of them”. ${found.words}
    </p>`
  }
  ${known && html`<${Plot} known=${known} energy=${found?.energy ?? null} />`}`;
}

/** @param {{known: Energies, energy: number | null}} props */
function Plot({ known: { threshold, digits, others }, energy }) {
  const low = others.quantiles[2];
  const high = digits.quantiles[digits.quantiles.length - 1];
  const both = [digits, others].map(({ quantiles }) => histogramOf(quantiles, low, high, BARS));
  const most = Math.max(...both.flat());
  const x = (/** @type {number} */ at) =>
    Math.max(2, Math.min(WIDTH - 2, ((at - low) / (high - low)) * WIDTH));
  return html`<figure class="trust-figure">
    <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT + 2}`} aria-hidden="true">
      <path class="others" d=${outlineOf(both[1], most, WIDTH, HEIGHT)} />
      <path class="digits" d=${outlineOf(both[0], most, WIDTH, HEIGHT)} />
      <line class="threshold" x1=${x(threshold)} x2=${x(threshold)} y1="0" y2=${HEIGHT} />
      ${
        energy !== null &&
        html`<path class="this" d=${`M${x(energy)} ${HEIGHT}V14m-6 -10h12l-6 9z`} />`
      }
    </svg>
    <figcaption>
      <span class="trust-key others">other shapes</span>
      <span class="trust-key digits">test digits</span>
      ${energy !== null && html`<span>▾ this drawing</span>`}
      <span>– – where doubt begins</span>
    </figcaption>
  </figure>`;
}
