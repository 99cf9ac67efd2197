/** A channel's output: on, off, alone, louder, softer, turned around. */
import { html } from "../../core/ui.js";
import { editAt, scaleOf } from "../../core/edits.js";
import { part } from "../../views/edit-target.js";
import { Segments } from "../../views/segments.js";
import { Slider } from "./slider.js";

/** @import { EditProps } from "./panel.js" */

/** @param {EditProps} props */
export function Output({ state, actions, target, channel }) {
  const { name } = target.output;
  const edits = state.edits.value;
  const edit = editAt(edits, name, channel);
  const now = scaleOf(edits, name, channel);
  const noun = part(target.output);
  return html`<fieldset class="edit-part">
    <legend>Output</legend>
    <div class="edit-row">
      <${Segments}
        label=${`This ${noun}`}
        value=${now === 0 ? "off" : "on"}
        choices=${[
          ["on", "On"],
          ["off", "Off", "Switch it off, or on again (M)", "M"],
        ]}
        choose=${(/** @type {string} */ to) =>
          (to === "off") !== (now === 0) && actions.toggleOff(name, channel)}
      />
      <button
        type="button"
        class="button"
        aria-pressed=${String(Boolean(edit?.solo))}
        aria-keyshortcuts="S"
        title=${`Every other ${noun} of this layer off (S)`}
        onClick=${() => actions.toggleSolo(name, channel)}
      >
        Solo
      </button>
    </div>
    <${Slider}
      id="edit-scale"
      label="Scale"
      value=${edit?.scale ?? 1}
      original=${1}
      range=${[-1, 2]}
      step=${0.05}
      change=${(/** @type {number | null} */ scale) =>
        actions.editChannel(name, channel, { scale })}
    />
  </fieldset>`;
}
