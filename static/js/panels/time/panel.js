/** Time machine: the whole page at any moment of the network's training, for the drawing on it. */
import { spent } from "../../core/training.js";
import { html, useEffect, useState } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";
import { counted, grouped } from "../../kinds/text.js";
import { styled } from "../../render/style.js";
import { askPast, getTraining } from "../../server/checkpoints.js";
import { useAsked } from "../asked.js";
import { useFetched } from "../fetched.js";
import { Curves, Ribbon, says } from "./figure.js";
import { usePlay, wantsSteps } from "./play.js";

await styled("time");

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Checkpoint, Past } from "../../server/checkpoints.js" */

/** @typedef {{state: State, actions: Actions}} Context */

/** @param {Context} context */
export function TimeMachine({ state, actions }) {
  const network = state.anatomy.value?.id ?? "";
  return html`<${Of} key=${network} ...${{ state, actions, network }} />`;
}

/** Of one network. @param {Context & {network: string}} props */
function Of({ state, actions, network }) {
  const { found, problem } = useFetched(state, network, (signal) => getTraining(network, signal));
  if (!found?.checkpoints.length)
    return html`<p class="time-words" role="status">
      ${found?.words ?? (problem || "One moment …")}
    </p>`;
  return html`<${Machine} ...${{ state, actions, checkpoints: found.checkpoints }} />`;
}

/** @param {Context & {checkpoints: Checkpoint[]}} props */
function Machine({ state, actions, checkpoints }) {
  const classes = state.anatomy.value?.classes ?? [];
  const [wanted, want] = useState("");
  const truth = state.seen.value.picture?.label ?? "";
  const right = wanted || (classes.includes(truth) ? truth : "");
  const { answer, stale, problem } = useAsked(state, askPast(right), [right], { finished: true });
  const last = checkpoints.length - 1;
  const shown = checkpoints.findIndex(({ step }) => step === state.checkpoint.value);
  const at = shown < 0 ? last : shown;
  const stepAt = (/** @type {number} */ to) => (to >= last ? null : checkpoints[to].step);
  const go = (/** @type {number} */ to) => actions.showCheckpoint(stepAt(to));
  useEffect(() => {
    for (const near of [at + 1, at - 1])
      if (checkpoints[near]) actions.expectCheckpoint(stepAt(near));
  }, [at]);
  const figure = { checkpoints, at, go };
  const edits = state.edits.value.length;
  return html`<div class="time" aria-busy=${String(stale)}>
    <${Where} ...${figure} total=${checkpoints[last].step} />
    <${Controls} ...${{ state, ...figure }} />
    <section class="time-part">
      <h3>What it said of your drawing</h3>
      <${Ribbon} ...${figure} past=${answer} classes=${classes} />
      <p class="time-words" role="status">
        ${problem || (answer ? answer.words : state.bare.value ? "Draw a digit: here you see when the network learned to read it." : "One moment …")}
      </p>
      ${answer && html`<${There} past=${answer} at=${at} />`}
      ${answer && html`<${Meant} ...${{ classes, right: answer.label, choose: want }} />`}
      ${edits > 0 && html`<p class="time-note">${`With your ${counted(edits, "change")} at every moment.`}</p>`}
    </section>
    <section class="time-part">
      <h3>How well it did on all digits</h3>
      <${Curves} ...${figure} measure="accuracy" />
      <${Curves} ...${figure} measure="loss" />
      <p class="time-note">
        <span class="time-key test">10,000 test digits</span>
        <span class="time-key train">digits that it learned from</span>
      </p>
    </section>
  </div>`;
}

/** @param {{checkpoints: Checkpoint[], at: number, total: number, go: (at: number) => void}} props */
function Where({ checkpoints, at, total, go }) {
  const now = checkpoints[at];
  const last = checkpoints.length - 1;
  return html`<div class="time-where">
    <p>
      <b>${at === last ? "Finished" : `Step ${grouped(now.step)}`}</b>
      ${at < last && ` of ${grouped(total)}`}
      <span class="time-note">${spent(now)}</span>
    </p>
    <button type="button" class="button" disabled=${at === last} onClick=${() => go(last)}>
      Back to finished
    </button>
  </div>`;
}

/** @param {{state: State, checkpoints: Checkpoint[], at: number, go: (at: number) => void}} props */
function Controls({ state, checkpoints, at, go }) {
  const last = checkpoints.length - 1;
  const { playing, play, pause } = usePlay(state, at, checkpoints.length, go);
  const words = wantsSteps() ? "Next moment" : playing ? "Pause" : "Play the training";
  return html`<div class="time-controls">
    <button
      type="button"
      class="button time-play"
      aria-label=${words}
      title=${words}
      onClick=${playing ? pause : play}
    >
      <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
        <path d=${playing ? "M7 5v10M13 5v10" : "M6.5 4.5v11l9-5.5z"} />
      </svg>
    </button>
    <input
      type="range"
      id="training"
      aria-label="Moment of the training"
      aria-valuetext=${spoken(checkpoints[at], at === last)}
      min="0"
      max=${last}
      step="1"
      value=${at}
      onInput=${(/** @type {any} */ { currentTarget }) => {
        pause();
        go(Number(currentTarget.value));
      }}
    />
  </div>`;
}

/** @param {Checkpoint} checkpoint @param {boolean} finished */
function spoken(checkpoint, finished) {
  const where = finished ? "Finished" : `Step ${grouped(checkpoint.step)}`;
  const test = checkpoint.test?.accuracy ?? null;
  return test === null ? where : `${where}: ${says(test, "accuracy")} of the test digits`;
}

/** What it said at the moment that is shown. @param {{past: Past, at: number}} props */
function There({ past, at }) {
  const share = past.probabilities[at]?.[past.index[at]];
  if (share === undefined) return null;
  return html`<p class="time-there">
    ${"Here it says "}<b>${past.labels[at]}</b>${`, ${honest(share)}.`}
  </p>`;
}

/** Which answer is right is known to the one who drew. @param {{classes: string[], right: string, choose: (label: string) => void}} props */
function Meant({ classes, right, choose }) {
  return html`<label class="time-meant">
    <span>It is meant to be</span>
    <select
      value=${right}
      onChange=${(/** @type {any} */ { currentTarget }) => choose(currentTarget.value)}
    >
      ${classes.map((name) => html`<option key=${name} value=${name}>${name}</option>`)}
    </select>
  </label>`;
}
