/** Which column and which channel of it the panel works on. */
import { html } from "../../core/ui.js";
import { columnName, part } from "../../views/edit-target.js";
import { LiveMap } from "./live-map.js";

/** @import { Target } from "../../views/edit-target.js" */
/** @import { EditProps } from "./panel.js" */

/** @param {EditProps & {targets: Target[]}} props */
export function Choice({ state, actions, anatomy, target, channel, targets }) {
  const count = target.output.shape[0];
  const noun = part(target.output);
  const choose = (/** @type {string} */ stage, /** @type {number} */ to) =>
    actions.setEditing({ stage, channel: to });
  const step = (/** @type {number} */ by) =>
    choose(target.stage.id, (channel + by + count) % count);
  return html`<div class="edit-choice">
    <${LiveMap} state=${state} layer=${target.output} channel=${channel} />
    <label>
      <span class="visually-hidden">Layer</span>
      <select
        id="edit-layer"
        value=${target.stage.id}
        onChange=${(/** @type {any} */ event) => choose(event.target.value, 0)}
      >
        ${targets.map(
          ({ stage }) =>
            html`<option key=${stage.id} value=${stage.id}>${columnName(anatomy, stage)}</option>`,
        )}
      </select>
    </label>
    <div class="stepper" role="group" aria-label=${`Which ${noun}`}>
      <button
        type="button"
        class="button"
        aria-label=${`The ${noun} before`}
        onClick=${() => step(-1)}
      >
        ‹
      </button>
      <label>
        <span>${noun}</span>
        <input
          type="number"
          id="edit-channel"
          min="1"
          max=${count}
          value=${channel + 1}
          onChange=${(/** @type {any} */ { target: field }) => {
            const wanted = Math.round(Number(field.value)) - 1;
            const to = Math.min(count - 1, Math.max(0, wanted || 0));
            field.value = to + 1;
            choose(target.stage.id, to);
          }}
        />
        <span>of ${count}</span>
      </label>
      <button
        type="button"
        class="button"
        aria-label=${`The ${noun} after`}
        onClick=${() => step(1)}
      >
        ›
      </button>
    </div>
  </div>`;
}
