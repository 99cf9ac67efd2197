/** Below the flow: what the colours mean, and how they are scaled. */
import { html, useEffect } from "../core/ui.js";
import { grouped } from "../kinds/text.js";
import { styled } from "../render/style.js";
import { Segments } from "./segments.js";

/** @import { State } from "../state/store.js" */
/** @import { Actions } from "../state/actions.js" */

/** @param {{state: State, actions: Actions}} props */
export function FlowFoot({ state, actions }) {
  const edited = state.edits.value.length > 0 || state.checkpoint.value !== null;
  return html`<div class=${edited ? "flow-foot edited" : "flow-foot"}>
    <div
      class=${state.difference.value ? "legend difference" : "legend"}
      aria-label="Colours"
      role="group"
    >
      ${
        state.difference.value
          ? html`<span class="legend-entry"
              ><i class="signed"></i
              ><span><b>difference to the untouched network: </b>less 0 more</span></span
            >`
          : html`<span class="legend-entry"
                ><i class="amount"></i><span><b>activation: </b>0 → largest</span></span
              >
              <span class="legend-entry"
                ><i class="signed"></i><span><b>signed: </b>− 0 +</span></span
              >`
      }
    </div>
    <div class="flow-switches">
      <${Then} state=${state} actions=${actions} />
      <${Edited} state=${state} actions=${actions} />
      ${
        !document.body.dataset.lesson &&
        html`<${Segments}
          label="View"
          value=${state.view.value}
          choices=${[
            ["flat", "Flat", "The layers side by side"],
            ["space", "3D", "The layers in space: turn, zoom, fly"],
          ]}
          choose=${actions.setView}
        />`
      }
      <${Segments}
        label="Numbers"
        value=${state.stage.value}
        choices=${[
          ["before", "Before", "Each layer before its norm and activation"],
          [
            "after",
            html`After<span class="roomy">${" "}activation</span>`,
            "Each layer after its norm and activation",
          ],
        ]}
        choose=${actions.setStage}
      />
      <${Segments}
        label="Colour scale"
        value=${state.scale.value}
        choices=${[
          ["layer", "Per layer", "One colour scale for all maps of a layer: maps can be compared"],
          ["map", "Per map", "A colour scale for each map: faint maps show too"],
        ]}
        choose=${actions.setScale}
      />
    </div>
  </div>`;
}

/** Nor one that has not learned all for the finished one. @param {{state: State, actions: Actions}} props */
function Then({ state, actions }) {
  const step = state.checkpoint.value;
  useEffect(() => {
    if (step !== null) ["edit", "time"].forEach(styled); // its looks
  }, [step === null]);
  if (step === null) return null;
  return html`<span class="edited-mark" id="moment">
    <button type="button" title="See the training" onClick=${() => actions.openPanel("time")}>
      ${`Step ${grouped(step)} of its training`}
    </button>
    <button
      type="button"
      aria-label="Back to the finished network"
      title="Back to the finished network"
      onClick=${() => actions.showCheckpoint(null)}
    >
      ✕
    </button>
  </span>`;
}

/** Nobody takes an edited network for the real one. @param {{state: State, actions: Actions}} props */
function Edited({ state, actions }) {
  const count = state.edits.value.length;
  if (!count) return null;
  return html`<span class="edited-mark" id="edited">
      <button type="button" title="See the changes" onClick=${() => actions.openPanel("edit")}>
        <span class="roomy">Edited:${" "}</span>${count} ${count === 1 ? "change" : "changes"}
      </button>
      <button
        type="button"
        aria-label="Reset all changes of the network"
        title="Reset all changes"
        onClick=${actions.resetEdits}
      >
        ✕
      </button>
    </span>
    <${Segments}
      label="Show"
      value=${state.difference.value ? "difference" : "edited"}
      choices=${[
        ["edited", "Edited", "What the layers of the edited network say"],
        ["difference", "Difference", "Edited less untouched: amber is more, blue is less"],
      ]}
      choose=${(/** @type {string} */ name) => actions.setDifference(name === "difference")}
    />`;
}
