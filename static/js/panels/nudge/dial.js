/** One dial: how likely the answer stays from end to end, and what is read at one place. */
import { html, useState } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";
import { askStress } from "../../server/change.js";
import { useAsked } from "../asked.js";
import { Thumb } from "../gallery/thumb.js";
import { curveOf, valueText } from "./curve.js";

/** @import { State } from "../../state/store.js" */
/** @import { Curve, Stress } from "../../server/change.js" */

const WIDTH = 200;
const HEIGHT = 44;

/** @param {{state: State, curve: Curve, where: string, answered: string}} props */
export function DialRow({ state, curve, where, answered }) {
  const rest = curve.values.indexOf(curve.rest);
  const [place, move] = useState(/** @type {number | null} */ (null));
  const touched = place !== null;
  const ask = touched ? askStress({ dials: curve.name, where, pictures: true }) : null;
  const { answer } = useAsked(state, ask, [touched, where]);
  const at = Math.min(place ?? rest, curve.values.length - 1);
  const { line, area, lost } = curveOf(curve, answered, WIDTH, HEIGHT);
  const x = (at / (curve.values.length - 1)) * WIDTH;
  const said = `${valueText(curve, at)}: ${curve.label[at]} at ${honest(curve.label_probability[at])}`;
  return html`<section class="what-dial" data-dial=${curve.name}>
    <h3>${curve.title}</h3>
    <div class="what-dial-plot">
      <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="area" d=${area} />
        ${lost.map(([from, to]) => html`<rect class="lost" x=${from} y="0" width=${to - from} height=${HEIGHT} />`)}
        <path class="line" d=${line} />
        <line class="at" x1=${x} x2=${x} y1="0" y2=${HEIGHT} />
      </svg>
      <input
        type="range"
        min="0"
        max=${curve.values.length - 1}
        value=${at}
        aria-label=${`${curve.title}: look at a place`}
        aria-valuetext=${said}
        onInput=${(/** @type {any} */ event) => move(Number(event.currentTarget.value))}
        onDblClick=${() => move(rest)}
      />
      <p class="what-note">${touched ? said : curve.words}</p>
    </div>
    <div class="what-dial-picture">${touched && picture(answer, state, at)}</div>
  </section>`;
}

/** @param {Stress | null} answer @param {State} state @param {number} at */
function picture(answer, state, at) {
  const input = state.anatomy.peek()?.input;
  const coded = answer?.dials[0].pictures;
  if (!coded || !input) return null;
  const size = input.width * input.height;
  const bytes = Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));
  const values = bytes.subarray(at * size, (at + 1) * size);
  return html`<${Thumb}
    values=${values}
    width=${input.width}
    height=${input.height}
    most=${255}
    dark=${state.dark.value}
  />`;
}
