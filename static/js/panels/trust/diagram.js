/** A reliability diagram: how often answers of each confidence were right. */
import { html, useState } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";
import { grouped } from "../../kinds/text.js";
import { Segments } from "../../views/segments.js";
import { rangeText } from "./plots.js";

/** @import { Bin, Reliability } from "../../server/trust.js" */

const WIDTH = 288;
const HEIGHT = 130;

/** @param {{sets: Reliability[], sure: number | null}} props `sure` is the answer's probability */
export function Diagram({ sets, sure }) {
  const [at, choose] = useState(0);
  const { title, count, error, bins } = sets[Math.min(at, sets.length - 1)];
  const off = error === null ? "" : `; they are off by ${(100 * error).toFixed(2)} % on average`;
  const step = WIDTH / bins.length;
  const here = sure === null ? -1 : bins.findIndex(({ high }) => sure <= high);
  const y = (/** @type {number} */ share) => HEIGHT * (1 - share);
  const text = (/** @type {Bin} */ bin) =>
    bin.count
      ? `${rangeText(bin)}: right ${grouped(Math.round(bin.right * bin.count))} of ${grouped(bin.count)} times, ${honest(bin.right)}`
      : `${rangeText(bin)}: never`;
  return html`<figure class="trust-figure">
    ${
      sets.length > 1 &&
      html`<${Segments}
        label="Measured on"
        value=${String(at)}
        choices=${sets.map((set, number) => [String(number), number ? "Pens" : "MNIST", set.title])}
        choose=${(/** @type {string} */ next) => choose(Number(next))}
      />`
    }
    <svg
      viewBox=${`0 -4 ${WIDTH} ${HEIGHT + 18}`}
      role="img"
      aria-label=${`Reliability on ${title}. ${bins.map(text).join("; ")}.`}
    >
      ${[0, 0.5, 1].map((share) => html`<line class="grid" x1="0" x2=${WIDTH} y1=${y(share)} y2=${y(share)} />`)}
      ${here >= 0 && html`<rect class="here" x=${here * step} y="-4" width=${step} height=${HEIGHT + 18} rx="4" />`}
      ${bins.map((bin, number) => {
        const middle = (number + 0.5) * step;
        return (
          bin.count > 0 &&
          html`<g key=${number}>
            <title>${text(bin)}</title>
            <line
              class="range"
              x1=${middle}
              x2=${middle}
              y1=${y(bin.interval[0])}
              y2=${y(bin.interval[1])}
            />
            <line
              class="said"
              x1=${middle - step * 0.34}
              x2=${middle + step * 0.34}
              y1=${y(bin.confidence)}
              y2=${y(bin.confidence)}
            />
            <circle class="right" cx=${middle} cy=${y(bin.right)} r="4" />
          </g>`
        );
      })}
      ${bins.map(
        ({ high }, number) =>
          number < bins.length - 1 &&
          html`<text x=${(number + 1) * step} y=${HEIGHT + 12}
            >${String(Number((100 * high).toPrecision(3)))}</text
          >`,
      )}
    </svg>
    <figcaption>
      ${`Dots: how often it was right, with the range that is 95 % sure; dashes: how sure it said it was, in %. ${grouped(count)} answers on the ${title}${off}.`}
    </figcaption>
  </figure>`;
}
