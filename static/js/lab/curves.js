/** Loss and accuracy over the steps: each batch, and what was measured on training and test digits. */
import { html } from "../core/ui.js";
import { grouped } from "../kinds/text.js";
import { logAxis, pathOf, thinned } from "./series.js";
import { lossText, percent } from "./words.js";

/** @import { Lab } from "./state.js" */

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [260, 176, 34, 16];
/** Points of a curve. */
const MOST = 220;

/** @param {{lab: Lab}} context */
export function Curves({ lab }) {
  const plan = lab.job.value;
  if (!plan) return null;
  const { series, measured } = lab.course.value;
  const last = Math.max(plan.steps, lab.step.value, series.loss.length, 1);
  const losses = [
    ...series.loss,
    ...measured.flatMap(({ train, test }) => [train.loss, test.loss]),
  ];
  const axis = logAxis(losses);
  const latest = measured.at(-1);
  const shared = { measured, last, at: lab.step.value, when: latest?.step ?? 0 };
  return html`<${Curve}
      ...${shared}
      title="Loss"
      note="log scale"
      batch=${series.loss}
      pick="loss"
      now=${latest && lossText(latest.test.loss)}
      then=${latest && lossText(latest.train.loss)}
      share=${(/** @type {number} */ value) => (Math.log10(Math.max(value, 1e-9)) - axis.low) / (axis.high - axis.low)}
      ticks=${axis.ticks.map((tick) => [(tick - axis.low) / (axis.high - axis.low), plainPower(tick)])}
    />
    <${Curve}
      ...${shared}
      title="Accuracy"
      batch=${series.accuracy}
      pick="accuracy"
      now=${latest && percent(latest.test.accuracy)}
      then=${latest && percent(latest.train.accuracy)}
      share=${(/** @type {number} */ value) => value}
      ticks=${[0, 0.5, 1].map((share) => [share, `${100 * share} %`])}
    />`;
}

/** Which line is which. @param {{lab: Lab}} context */
export const Keys = ({ lab }) =>
  lab.job.value &&
  html`<p class="lab-keys">
    <span class="lab-key test">test digits</span>
    <span class="lab-key train">training digits</span>
    <span class="lab-key batch">each batch</span>
  </p>`;

/** @param {number} power of ten */
const plainPower = (power) => (power < -2 || power > 3 ? `1e${power}` : String(10 ** power));

/**
 * @param {{title: string, note?: string, batch: (number | null)[], measured: import("./state.js").Measurement[],
 *   pick: "loss" | "accuracy", last: number, at: number, when: number, now?: string, then?: string,
 *   share: (value: number) => number, ticks: [number, string][]}} props
 */
function Curve({ title, note, batch, measured, pick, last, at, when, now, then, share, ticks }) {
  const x = (/** @type {number} */ step) => LEFT + (step / last) * (WIDTH - LEFT - 4);
  const y = (/** @type {number} */ value) =>
    4 + (1 - Math.max(-0.02, Math.min(1.02, share(value)))) * (HEIGHT - BOTTOM - 8);
  const points = (/** @type {"train" | "test"} */ set) =>
    measured.map((one) => ({ step: one.step, value: one[set][pick] }));
  const said = now ? `${title} on test digits ${now}, on training digits ${then}` : title;
  return html`<figure class="lab-curve" data-curve=${pick}>
    <figcaption>
      ${title}${note && html` <small>${note}</small>`}
      ${now && html` <b>${now}</b> <span>${`training ${then}${when < at ? `, at step ${grouped(when)}` : ""}`}</span>`}
    </figcaption>
    <svg
      viewBox=${`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label=${`${said}, at step ${at} of ${last}`}
    >
      ${ticks.map(([place, text]) => {
        const height = 4 + (1 - place) * (HEIGHT - BOTTOM - 8);
        return html`<line
            key=${text}
            class="grid"
            x1=${LEFT}
            x2=${WIDTH - 4}
            y1=${height}
            y2=${height}
          />
          <text class="tick" x=${LEFT - 5} y=${height + 3}>${text}</text>`;
      })}
      <text class="tick" x=${WIDTH - 4} y=${HEIGHT - 3}>${`${grouped(last)} steps`}</text>
      <path class="batch" d=${pathOf(thinned(batch, MOST), x, y)} />
      <path class="train" d=${pathOf(points("train"), x, y)} />
      <path class="test" d=${pathOf(points("test"), x, y)} />
      <line class="here" x1=${x(at)} x2=${x(at)} y1="2" y2=${HEIGHT - BOTTOM} />
    </svg>
  </figure>`;
}
