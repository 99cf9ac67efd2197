/** One number of the film's maps: two patches, two slices of the kernel, and their sum. */
import { extentOf } from "../../core/colormap.js";
import { html } from "../../core/ui.js";
import { signed } from "./parts.js";
import { Picture } from "./picture.js";

/** @param {{cell: import("./film.js").Film["cell"], way: string, dark: boolean}} props */
export function Kernel({ cell, way, dark }) {
  const { operands, weights, sums, bias, result } = cell;
  const extent = extentOf(weights.flat(2), "signed");
  const later = `${sums[1] < 0 ? "−" : "+"} ${signed(Math.abs(sums[1]))}`;
  const end = result < 0 ? "; the rectifier makes 0 of it." : ".";
  const words = `“${way}” here: ${signed(sums[0])} ${later} − ${signed(-bias)} = ${signed(result)}${end}`;
  const names = ["earlier frame", "later frame"];
  return html`<div class="film-sum">
      ${names.map(
        (name, at) =>
          html`<figure key=${name}>
            <div>
              <${Picture}
                words=${`What it sees of the ${name}`}
                values=${operands[at].flat()}
                size=${[operands[at].length, operands[at][0].length]}
                extent=${[0, 1]}
                tone="amount"
                dark=${dark}
              />
              <span aria-hidden="true">×</span>
              <${Picture}
                words=${`The filter’s weights on the ${name}`}
                values=${weights[at].flat()}
                size=${[weights[at].length, weights[at][0].length]}
                extent=${extent}
                tone="signed"
                dark=${dark}
              />
            </div>
            <figcaption>${name}: ${signed(sums[at])}</figcaption>
          </figure>`,
      )}
    </div>
    <p class="sentence-sum" role="status">${words}</p>`;
}
