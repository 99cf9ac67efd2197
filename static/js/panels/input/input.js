/** What the network saw: every step from the drawing to the input, with a switch. */
import { html } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";
import { changesOf, switchesOf } from "../../state/fit.js";
import { Thumb } from "../gallery/thumb.js";
import { useAsked } from "../asked.js";
import { getSteps } from "../../server/digits.js";
import { styled } from "../../render/style.js";

await styled("input");

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Picture, Switches } from "../../types.js" */
/** @import { Preprocessing, Step, Verdict } from "../../server/digits.js" */

/** @param {{state: State, actions: Actions}} context */
export function InputSteps({ state, actions }) {
  const { answer, stale, problem } = useAsked(state, getSteps);
  const { picture } = state.seen.value;
  const switches = switchesOf(state.fit.value, picture);
  /** @type {Record<string, boolean>} */
  const all = { ...switches, ...(picture?.image ? { invert: inverted(answer, picture) } : {}) };
  const chosen = [
    ...(picture?.invert === undefined ? [] : ["invert"]),
    ...changesOf(switches, picture),
  ];
  const changes = chosen.map(
    (name) => `${all[name] ? "with" : "without"} “${titleOf(answer, name)}”`,
  );
  return html`<div class="input-steps" aria-busy=${String(stale)}>
    <p class="input-hint" role="status">
      ${problem || answer?.hint || "Draw a digit: here you see what becomes of it on its way in."}
    </p>
    ${
      (state.fit.value !== null || picture?.invert !== undefined) &&
      html`<p class="input-note">
        <span>Not as usual${changes.length ? `: ${changes.join(", ")}` : ""}.</span>
        <button type="button" class="button" onClick=${actions.resetSteps}>Reset</button>
      </p>`
    }
    ${
      answer &&
      html`<ol class="input-strip">
        ${answer.steps.map(
          (step) =>
            html`<${StepRow}
              key=${step.name}
              step=${step}
              box=${step.name === "ink" ? answer.geometry : null}
              dark=${state.dark.value}
              checked=${all[step.name]}
              change=${(/** @type {boolean} */ on) =>
                step.name === "invert"
                  ? actions.setInvert(on)
                  : actions.setStep(/** @type {keyof Switches} */ (step.name), on)}
            />`,
        )}
      </ol>`
    }
  </div>`;
}

/** As it was chosen, or else found. @param {Preprocessing | null} answer @param {Picture} picture */
const inverted = (answer, { invert }) =>
  invert ?? answer?.steps.some(({ name, on }) => name === "invert" && on) ?? false;

/** @param {Preprocessing | null} answer @param {string} name */
const titleOf = (answer, name) =>
  (answer?.steps.find((step) => step.name === name)?.title ?? name).toLowerCase();

/**
 * @param {{step: Step, box: Preprocessing["geometry"] | null, dark: boolean,
 *   checked: boolean | undefined, change: (on: boolean) => void}} props
 */
function StepRow({ step, box, dark, checked, change }) {
  const [height, width] = [step.image.length, step.image[0].length];
  const idle = step.on !== null && !step.matters;
  return html`<li
    class=${`input-step${checked === false ? " off" : ""}${idle ? " idle" : ""}`}
    data-step=${step.name}
  >
    <div class="input-picture">
      <${Thumb}
        values=${step.image.flat()}
        width=${width}
        height=${height}
        most=${1}
        dark=${dark}
      />
      ${box && html`<${Found} box=${box} width=${width} height=${height} />`}
    </div>
    <div class="input-words">
      ${
        checked === undefined
          ? html`<h3>${step.title}</h3>`
          : html`<label>
              <input
                type="checkbox"
                checked=${checked}
                onChange=${(/** @type {Event} */ event) =>
                  change(/** @type {HTMLInputElement} */ (event.currentTarget).checked)}
              />
              <h3>${step.title}</h3>
            </label>`
      }
      <p>${step.words}</p>
      <${Verdicts} step=${step} idle=${idle} />
    </div>
  </li>`;
}

/** The box around the ink, on the picture of the whole canvas. @param {{box: Preprocessing["geometry"], width: number, height: number}} props */
function Found({ box: { box, frame }, width, height }) {
  if (!box) return null;
  const [row, column, rows, columns] = frame;
  const [left, top] = [column + box[0] * columns, row + box[1] * rows];
  return html`<svg class="input-found" viewBox=${`0 0 ${width} ${height}`} aria-hidden="true">
    <rect
      x=${left}
      y=${top}
      width=${(box[2] - box[0]) * columns}
      height=${(box[3] - box[1]) * rows}
    />
  </svg>`;
}

/** Before and after: what it is read as without the step, and with it. @param {{step: Step, idle: boolean}} props */
function Verdicts({ step, idle }) {
  if (!step.prediction) return null;
  if (!step.without) return html`<p class="input-verdict">read as ${said(step.prediction)}</p>`;
  if (idle) return html`<p class="input-verdict">makes no difference here</p>`;
  return html`<p class="input-verdict">
    <span class=${step.on ? "" : "now"}>without ${said(step.without)}</span>
    <span aria-hidden="true">→</span>
    <span class=${step.on ? "now" : ""}>with ${said(step.prediction)}</span>
  </p>`;
}

/** @param {Verdict} verdict */
const said = ({ label, probability }) =>
  html`<b>${label}</b> <span class="percent">${honest(probability)}</span>`;
