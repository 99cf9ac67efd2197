/** How far to trust the answer: is it right when it is this sure, is it a digit, does it hold. */
import { html, useState } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";
import { styled } from "../../render/style.js";
import { askConfidence, getCalibration } from "../../server/trust.js";
import { useAsked } from "../asked.js";
import { useFetched } from "../fetched.js";
import { Diagram } from "./diagram.js";
import { Energy } from "./energy.js";
import { Samples } from "./samples.js";

await styled("trust");

/** @import { State } from "../../state/store.js" */

/** @param {{state: State}} props */
export function Trust({ state }) {
  const network = state.anatomy.value?.id ?? "";
  return html`<${Of} key=${network} ...${{ state, network }} />`;
}

/** Of one network. @param {{state: State, network: string}} props */
function Of({ state, network }) {
  const [seed, reseed] = useState(0);
  const { found: known, problem: unknown } = useFetched(state, network, (signal) =>
    getCalibration(network, signal),
  );
  const { answer, stale, problem } = useAsked(state, askConfidence(seed), [seed], {
    finished: true,
  });
  const shown = state.bare.value ? null : answer;
  return html`<div class="trust" aria-busy=${String(stale)}>
    <p class="trust-lead" role="status">
      ${
        problem ||
        (shown
          ? `Read as ${shown.label}, ${honest(shown.probability)}.`
          : state.bare.value
            ? "Draw a digit: here you see how far to trust the answer."
            : "One moment …")
      }
    </p>
    ${
      shown?.edited &&
      html`<p class="trust-note">
        The network is edited; what was measured holds without the edits.
      </p>`
    }
    <section class="trust-part">
      <h3>Is it right when it is this sure?</h3>
      ${shown?.reliability && html`<p class="trust-words">${shown.reliability.words}</p>`}
      ${(known || unknown) && html`<p class="trust-note">${known?.words ?? unknown}</p>`}
      ${known && known.sets.length > 0 && html`<${Diagram} sets=${known.sets} sure=${shown?.probability ?? null} />`}
    </section>
    <section class="trust-part">
      <h3>Is it a digit at all?</h3>
      <${Energy} known=${known?.energies ?? null} found=${shown?.not_a_digit ?? null} />
      ${shown && !shown.not_a_digit && html`<p class="trust-words">${shown.words}</p>`}
    </section>
    <section class="trust-part">
      <h3>Does it hold when units drop out?</h3>
      ${
        shown?.dropout
          ? html`<${Samples}
              found=${shown.dropout}
              classes=${state.anatomy.value?.classes ?? []}
              again=${() => reseed(seed + 1)}
            />`
          : html`<p class="trust-words">
              ${
                shown
                  ? "This network has no dropout layer, so nothing can be dropped as in its training."
                  : "Dropout switches units off by chance, as in training; what changes then is doubt."
              }
            </p>`
      }
    </section>
  </div>`;
}
