/** Train, pause, one step, rewind, stop; where the training stands, and what came of it. */
import { html, useSignal } from "../core/ui.js";
import { grouped } from "../kinds/text.js";
import { queueText, troubleOf, whereText } from "./words.js";

/** @import { LabActions } from "./actions.js" */
/** @import { Lab } from "./state.js" */

/** @typedef {{lab: Lab, actions: LabActions}} Context */

/** @param {Context} context */
export function Transport({ lab, actions }) {
  const phase = lab.phase.value;
  const alive = lab.alive.value && !lab.changed.value;
  const running = phase === "running";
  const busy = lab.busy.value !== "";
  const able = lab.plan.value !== null && lab.refused.value === null;
  return html`<div class="lab-transport">
    <div class="lab-buttons" role="group" aria-label="Training">
      <${Main} ...${{ lab, actions, able }} />
      <button
        type="button"
        class="button"
        id="lab-step"
        disabled=${running || busy || !able || (lab.engaged.value && !lab.alive.value)}
        title="Batch, loss, gradient, update, new loss"
        onClick=${actions.oneStep}
      >
        One step
      </button>
      ${
        alive &&
        html`<button
          type="button"
          class="button"
          id="lab-rewind"
          disabled=${running || busy || !lab.step.value}
          title="To the weights it began with"
          onClick=${() => actions.rewind(0)}
        >
          Rewind
        </button>`
      }
      ${lab.engaged.value && html`<button type="button" class="button" id="lab-stop" onClick=${actions.cancel}>${lab.alive.value ? "End" : "Cancel"}</button>`}
      ${alive && html`<button type="button" class="button" id="lab-keep" disabled=${running || busy || lab.saved.value} title="Make it a network like any other" onClick=${actions.keep}>Keep</button>`}
    </div>
    <${Where} ...${{ lab, actions }} />
  </div>`;
}

/** The button that leads on. @param {Context & {able: boolean}} props */
function Main({ lab, actions, able }) {
  const phase = lab.phase.value;
  const [words, job] = lab.changed.value
    ? ["Train the new one", () => actions.train()]
    : phase === "running"
      ? ["Pause", actions.pause]
      : lab.alive.value
        ? [phase === "finished" ? "Train on" : "Go on", actions.run]
        : [phase === "ended" ? "Train again" : "Train", () => actions.train()];
  const waits = lab.engaged.value && !lab.alive.value;
  return html`<button
    type="button"
    class="button lab-main"
    id="lab-train"
    disabled=${waits || !able || lab.busy.value !== ""}
    onClick=${job}
  >
    ${words}
  </button>`;
}

/** Where it stands, in words and as a line. @param {Context} props */
function Where({ lab, actions }) {
  const plan = lab.job.value;
  const steps = plan?.steps ?? 0;
  const step = lab.step.value;
  return html`<div class="lab-where">
    <p class="lab-status" role="status">${statusOf(lab)}</p>
    ${
      plan &&
      html`<p class="lab-count">
          ${whereText({ phase: lab.phase.value, step, steps, rate: lab.rate.value, epoch: plan.batches_per_epoch })}
        </p>
        <progress max=${Math.max(steps, step, 1)} value=${step} aria-label="Steps done"></progress>`
    }
    ${lab.phase.value === "lost" && html`<button type="button" class="button" onClick=${actions.retry}>Try now</button>`}
    ${
      lab.changed.value &&
      html`<p class="lab-note">
        The knobs have been turned: this is for another network.
        <button type="button" class="button" onClick=${actions.turnBack}>Back to this one</button>
      </p>`
    }
  </div>`;
}

/** @type {Record<string, string>} */
const PHASES = { running: "Training", paused: "Paused", finished: "Finished" };

/** Seldom changes: it is read aloud. @param {Lab} lab */
function statusOf(lab) {
  const phase = lab.phase.value;
  const queue = lab.queue.value;
  if (phase === "queued" && queue) return lab.words.value || queueText(queue);
  if (phase === "opening" || phase === "starting")
    return lab.words.value || "Preparing a place to train …";
  if (phase === "lost")
    return `The connection is lost, and the training with it. The page tries again, with the same seed, up to where it was.${lab.learned.value ? " What it learned from your drawing has to be learned again." : ""}`;
  if (phase === "ended") return lab.words.value || "The training has ended.";
  if (phase === "idle")
    return lab.refused.value ? "This network is impossible." : "Nothing is trained yet.";
  return lab.words.value || PHASES[phase] || "";
}

/** What has gone wrong, once it stands still. @param {{lab: Lab}} context */
export function Trouble({ lab }) {
  const words = lab.phase.value === "running" ? "" : troubleOf(lab.course.value.measured.at(-1));
  return html`<div role="status">
    ${words && html`<p class="lab-advice lab-trouble">${words}</p>`}
  </div>`;
}

/** Back to any step: its exact weights. @param {Context} context */
export function Back({ lab, actions }) {
  const wanted = useSignal(-1);
  const step = lab.step.value;
  if (!lab.alive.value || lab.changed.value || lab.phase.value === "running" || !step) return null;
  const at = wanted.value < 0 || wanted.value > step ? step : wanted.value;
  return html`<form
    class="lab-back"
    onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      wanted.value = -1;
      actions.rewind(at);
    }}
  >
    <label for="lab-back">Back to step</label>
    <input
      type="range"
      id="lab-back"
      min="0"
      max=${step}
      value=${at}
      onInput=${(/** @type {any} */ { currentTarget }) => {
        wanted.value = Number(currentTarget.value);
      }}
    />
    <button type="submit" class="button" disabled=${at === step || lab.busy.value !== ""}>
      ${`Rewind to ${grouped(at)}`}
    </button>
  </form>`;
}
