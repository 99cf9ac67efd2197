/** Dials to turn until the answer breaks: a curve each, and the digit at the place that is looked at. */
import { html, useState } from "../../core/ui.js";
import { askStress } from "../../server/change.js";
import { Segments } from "../../views/segments.js";
import { useAsked } from "../asked.js";
import { DialRow } from "./dial.js";
import { Landscape } from "./landscape.js";

/** @import { AimProps } from "./panel.js" */

const REST = 250;

/** @type {readonly [string, string, string][]} */
const WHERE = [
  ["input", "What it gets", "The input, after it was cropped, scaled and centred"],
  ["ink", "My strokes", "The drawing itself, which is then cropped, scaled and centred"],
];

/** @param {AimProps} props */
export function Wear({ state }) {
  const [wanted, choose] = useState("input");
  const drawn = !state.seen.value.picture;
  const where = drawn ? wanted : "input";
  const { answer, stale, problem } = useAsked(state, askStress({ where }), [where], { rest: REST });
  return html`<${Segments}
      label="What is worn"
      value=${where}
      choices=${WHERE}
      choose=${choose}
      able=${(/** @type {string} */ each) => each === "input" || drawn}
    />
    <p class="what-note">
      ${
        where === "input"
          ? "Applied to the network's own input: nothing crops or centres it afterwards."
          : "Applied to your strokes: cropping, scaling and centring undo shift and scale. A pen has no blur and no noise."
      }
    </p>
    <div class=${`what-found ${stale ? "stale" : ""}`} aria-busy=${String(stale)}>
      ${problem && html`<p class="what-words" role="status">${problem}</p>`}
      ${answer?.dials.map(
        (curve) =>
          html`<${DialRow}
            key=${`${where} ${curve.name}`}
            state=${state}
            curve=${curve}
            where=${where}
            answered=${answer.label}
          />`,
      )}
      ${where === "input" && answer && html`<${Landscape} state=${state} dials=${answer.dials} />`}
    </div>`;
}
