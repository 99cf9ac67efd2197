/** How far to trust the answer: is it right when it is this sure, is it a digit, does it hold. */
import { html, useEffect, useState } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";
import { styled } from "../../render/style.js";
import { ProblemError } from "../../server/api.js";
import { askConfidence, getCalibration } from "../../server/trust.js";
import { useAsked } from "../asked.js";
import { Diagram } from "./diagram.js";
import { Energy } from "./energy.js";
import { Samples } from "./samples.js";

await styled("trust");

/** @import { State } from "../../state/store.js" */
/** @import { Calibration } from "../../server/trust.js" */

/** @param {{state: State}} props */
export function Trust({ state }) {
  const [seed, reseed] = useState(0);
  const network = state.anatomy.value?.id ?? "";
  const known = useCalibration(network);
  const { answer, stale, problem } = useAsked(state, askConfidence(seed), [seed]);
  const shown = state.bare.value ? null : answer;
  return html`<div class="trust" aria-busy=${String(stale)}>
    <p class="trust-lead" role="status">
      ${
        problem ||
        (shown
          ? `Read as ${shown.label}, ${honest(shown.probability)}.`
          : "Draw a digit: here you see how far to trust the answer.")
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
      ${known && html`<p class="trust-note">${known.words}</p>`}
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

/** What was measured of a network; null until it is here. @param {string} network */
function useCalibration(network) {
  const [known, set] = useState(/** @type {Calibration | null} */ (null));
  useEffect(() => {
    const stop = new AbortController();
    set(null);
    if (network) {
      getCalibration(network, stop.signal).then(
        (found) => set(found),
        (error) => {
          if (!stop.signal.aborted && !(error instanceof ProblemError)) throw error;
        },
      );
    }
    return () => stop.abort();
  }, [network]);
  return known;
}
