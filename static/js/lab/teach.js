/** Learn my digit: a few steps on the drawing, and what else got better or worse. */
import { html, useSignal } from "../core/ui.js";
import { honest } from "../core/verdict.js";
import { counted } from "../kinds/text.js";
import { Segments } from "../views/segments.js";
import { Digits, pixelsIn } from "./digits.js";
import { percent, pointsText } from "./words.js";

/** @import { State } from "../state/store.js" */
/** @import { LabActions } from "./actions.js" */
/** @import { Flipped, Lab, Learned } from "./state.js" */

const STEPS = 5;
/** Digits that are repeated beside the drawing. */
const BESIDE = 31;

/** @param {{page: State, lab: Lab, actions: LabActions}} context */
export function Teach({ page, lab, actions }) {
  const label = useSignal("");
  const steps = useSignal(STEPS);
  const beside = useSignal("0");
  const able = lab.alive.value && !lab.changed.value && lab.phase.value !== "running";
  const ready = able && !page.bare.value && label.value !== "" && lab.busy.value === "";
  const most = lab.about.value?.limits?.learn_steps ?? STEPS;
  const hint = page.bare.value
    ? "Draw a digit above."
    : !lab.alive.value || lab.changed.value
      ? "Train a network first."
      : lab.phase.value === "running"
        ? "Pause the training first."
        : label.value === ""
          ? "Say what the drawing is."
          : "";
  return html`<section class="lab-teach" aria-labelledby="lab-teach-title">
    <h2 id="lab-teach-title">Learn my digit</h2>
    <p>A few steps on your drawing alone. Then look at what else it did.</p>
    <${Segments}
      label="Your drawing is a"
      value=${label.value}
      choices=${Array.from({ length: 10 }, (_, digit) => [String(digit), String(digit)])}
      choose=${(/** @type {string} */ value) => {
        label.value = value;
      }}
      name="small lab-labels"
    />
    <div class="lab-teach-how">
      <label for="lab-teach-steps">Steps</label>
      <input
        type="number"
        id="lab-teach-steps"
        min="1"
        max=${most}
        value=${steps.value}
        onChange=${(/** @type {any} */ { currentTarget }) => {
          steps.value = Math.min(
            most,
            Math.max(1, Math.round(Number(currentTarget.value)) || STEPS),
          );
          currentTarget.value = steps.value;
        }}
      />
      <label for="lab-teach-beside">with</label>
      <select
        id="lab-teach-beside"
        value=${beside.value}
        onChange=${(/** @type {any} */ { currentTarget }) => {
          beside.value = currentTarget.value;
        }}
      >
        <option value="0">nothing beside it</option>
        <option value=${BESIDE}>${`${BESIDE} training digits beside it`}</option>
      </select>
    </div>
    <button
      type="button"
      class="button lab-main"
      id="lab-learn"
      disabled=${!ready}
      onClick=${() => actions.learn(label.value, steps.value, Number(beside.value))}
    >
      ${lab.busy.value === "learn" ? "Learning …" : "Learn it"}
    </button>
    <p class="lab-note" role="status">${hint}</p>
    ${lab.learned.value && html`<${Outcome} learned=${lab.learned.value} dark=${page.dark.value} />`}
  </section>`;
}

/** @param {{learned: Learned, dark: boolean}} props */
function Outcome({ learned, dark }) {
  const { label, from, step, before, after, test, better, worse } = learned;
  const right = after.label === label;
  return html`<div class="lab-outcome">
    <p>
      ${`After ${counted(step - from, "step")}, your ${label} is read as `}
      <b class=${right ? "good" : "bad"}>${after.label}</b
      >${`, ${honest(after.probability)}; before as `}<b>${before.label}</b>${`, ${honest(before.probability)}.`}
    </p>
    <p>
      ${"On the test digits: "}<b>${percent(test.before.accuracy)}</b>${" → "}<b
        >${percent(test.after.accuracy)}</b
      >
      ${`, ${pointsText(test.before.accuracy, test.after.accuracy)}.`}
    </p>
    <ol class="lab-moved" aria-label="By class">
      ${test.after.per_class.map((share, digit) => {
        const points = share - test.before.per_class[digit];
        const wide = `${Math.min(50, 100 * Math.abs(points))}%`;
        return html`<li key=${digit}>
          <span>${digit}</span>
          <span class="lab-moved-track"
            ><span class=${points < 0 ? "worse" : "better"} style=${{ width: wide }}></span
          ></span>
          <span>${pointsText(test.before.per_class[digit], share)}</span>
        </li>`;
      })}
    </ol>
    <${Turned} title="Got better" mark="better" flips=${better} dark=${dark} />
    <${Turned} title="Got worse" mark="worse" flips=${worse} dark=${dark} />
  </div>`;
}

/** @param {{title: string, mark: string, flips: {count: number, digits: Flipped[]}, dark: boolean}} props */
const Turned = ({ title, mark, flips, dark }) =>
  html`<h3>${`${title}: ${counted(flips.count, "test digit")}`}</h3>
    ${
      flips.digits.length > 0 &&
      html`<${Digits}
        dark=${dark}
        label=${`${title}, the first ${flips.digits.length}`}
        digits=${flips.digits.map(({ index, label, was, now, bytes }) => ({
          key: index,
          pixels: pixelsIn(bytes),
          words: `${was} → ${now}`,
          said: `A ${label}: was read as ${was}, now as ${now}`,
          mark,
        }))}
      />`
    }`;
