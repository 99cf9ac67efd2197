/** Below the flow: what the colours mean, and how they are scaled. */
import { html } from "../core/ui.js";

/** @import { State } from "../state/store.js" */
/** @import { Actions } from "../state/actions.js" */

/** @param {{state: State, actions: Actions}} props */
export function FlowFoot({ state, actions }) {
  return html`<div class="flow-foot">
    <div class="legend" aria-label="Colours" role="group">
      <span class="legend-entry"
        ><i class="amount"></i><span><b>activation: </b>0 → largest</span></span
      >
      <span class="legend-entry"
        ><i class="signed"></i><span><b>signed: </b>− 0 +</span></span
      >
    </div>
    <div class="flow-switches">
      <${Switch}
        label="Numbers"
        value=${state.stage.value}
        choices=${[
          ["before", "Before", "Each layer before its norm and activation"],
          ["after", "After activation", "Each layer after its norm and activation"],
        ]}
        choose=${actions.setStage}
      />
      <${Switch}
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

/** @param {{label: string, value: string, choices: [string, string, string][], choose: (value: any) => void}} props */
function Switch({ label, value, choices, choose }) {
  return html`<div class="segments small" role="group" aria-label=${label}>
    ${choices.map(
      ([name, text, title]) =>
        html`<button
          type="button"
          key=${name}
          aria-pressed=${name === value}
          title=${title}
          onClick=${() => choose(name)}
        >
          ${text}
        </button>`,
    )}
  </div>`;
}
