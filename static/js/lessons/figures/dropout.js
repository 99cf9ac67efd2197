/** Dropout goes on while the network answers: many answers to the reader's digit. */
import { html, render, useSignal } from "../../core/ui.js";
import { useAsked } from "../../panels/asked.js";
import { Samples } from "../../panels/trust/samples.js";
import { styled } from "../../render/style.js";
import { askConfidence } from "../../server/trust.js";

/** @import { Context } from "../lesson.js" */

/** @param {HTMLElement} root @param {Context} context */
export async function dropoutFigure(root, { state }) {
  await styled("trust");
  render(html`<${Figure} state=${state} />`, root);
}

/** @param {{state: Context["state"]}} props */
function Figure({ state }) {
  const seed = useSignal(0);
  const drops = state.anatomy.value?.layers.some(({ kind }) => kind === "dropout") ?? false;
  const { answer, stale, problem } = useAsked(state, drops ? askConfidence(seed.value) : null, [
    seed.value,
    drops,
  ]);
  if (!drops) {
    return html`<p class="lesson-note">
      The network beside this text drops nothing. Choose one that does.
    </p>`;
  }
  if (problem) return html`<p class="lesson-note" role="status">${problem}</p>`;
  if (!answer?.dropout) return html`<p class="lesson-note">Draw a digit to see its answers.</p>`;
  return html`<div class="trust" aria-busy=${stale}>
    <${Samples}
      found=${answer.dropout}
      classes=${state.anatomy.value?.classes ?? []}
      again=${() => (seed.value += 1)}
    />
  </div>`;
}
