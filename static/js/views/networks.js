/** The switch in the header: one button for each network there is. */
import { html } from "../core/ui.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */

/** @param {{state: State, actions: Actions}} props */
export function Networks({ state, actions }) {
  const chosen = state.networkId.value;
  if (state.networks.value.length === 0) return html`<${Waiting} />`;
  return html`<div class="segments">
    ${state.networks.value.map(
      ({ id, title, parameters }) =>
        html`<button
          type="button"
          key=${id}
          aria-pressed=${String(id === chosen)}
          title=${`${parameters.toLocaleString("en")} parameters`}
          onClick=${() => actions.selectNetwork(id)}
        >
          ${title}
        </button>`,
    )}
  </div>`;
}

/** Room for what is about to come. */
function Waiting() {
  return html`<div class="segments" aria-hidden="true">
    ${[0, 1, 2].map((key) => html`<span key=${key} class="waiting"></span>`)}
  </div>`;
}
