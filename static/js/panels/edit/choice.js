/** Which column and which channel of it the panel works on. */
import { html } from "../../core/ui.js";
import { columnName, part } from "../../views/edit-target.js";
import { LiveMap } from "./live-map.js";

/** @import { Target } from "../../views/edit-target.js" */
/** @import { EditProps } from "./panel.js" */

/** @param {EditProps & {targets: Target[]}} props */
export function Choice({ state, actions, anatomy, target, channel, targets }) {
  const choose = (/** @type {string} */ stage, /** @type {number} */ to) =>
    actions.setEditing({ stage, channel: to });
  return html`<div class="edit-choice">
    <${LiveMap} ...${{ state, anatomy, channel }} layer=${target.output} />
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
    <${Stepper}
      noun=${part(target.output)}
      count=${target.output.shape[0]}
      at=${channel}
      go=${(/** @type {number} */ to) => choose(target.stage.id, to)}
    />
  </div>`;
}

/** One before, one after, or by number. @param {{noun: string, count: number, at: number, go: (to: number) => void}} props */
function Stepper({ noun, count, at, go }) {
  const step = (/** @type {1 | -1} */ by) =>
    html`<button
      type="button"
      class="button"
      aria-label=${`The ${noun} ${by < 0 ? "before" : "after"}`}
      onClick=${() => go((at + by + count) % count)}
    >
      ${by < 0 ? "‹" : "›"}
    </button>`;
  const choose = (/** @type {any} */ { target: field }) => {
    const wanted = Math.round(Number(field.value)) - 1;
    const to = Math.min(count - 1, Math.max(0, wanted || 0));
    field.value = to + 1;
    go(to);
  };
  return html`<div class="stepper" role="group" aria-label=${`Which ${noun}`}>
    ${step(-1)}
    <label>
      <span>${noun}</span>
      <input
        type="number"
        id="edit-channel"
        min="1"
        max=${count}
        value=${at + 1}
        onChange=${choose}
      />
      <span>of ${count}</span>
    </label>
    ${step(1)}
  </div>`;
}
