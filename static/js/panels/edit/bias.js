/** A channel's bias; where a norm follows, the norm's shift takes its place. */
import { html } from "../../core/ui.js";
import { editAt } from "../../core/edits.js";
import { useOriginal } from "./original.js";
import { Slider } from "./slider.js";

/** @import { EditProps } from "./panel.js" */

/** How far the slider goes, in units of the layer's largest bias. */
const REACH = 3;

/** @param {EditProps} props */
export function Bias({ state, actions, target, channel }) {
  const layer = target.bias;
  const filters = useOriginal(state, actions, layer);
  if (!layer) return null;
  const original = filters?.bias?.[channel];
  if (!filters?.bias || original === undefined) {
    return html`<p class="edit-note" role="status">Fetching the bias …</p>`;
  }
  const largest = filters.bias.reduce((most, value) => Math.max(most, Math.abs(value)), 0.5);
  const reach = Math.ceil(REACH * largest);
  const own = layer === target.stage.base;
  return html`<fieldset class="edit-part">
    <legend>${own ? "Bias" : `Bias (${layer.title.toLowerCase()})`}</legend>
    <${Slider}
      id="edit-bias"
      label="Bias"
      value=${editAt(state.edits.value, layer.name, channel)?.bias ?? original}
      original=${original}
      range=${[-reach, reach]}
      step=${0.01}
      change=${(/** @type {number | null} */ bias) =>
        actions.editChannel(layer.name, channel, { bias })}
    />
  </fieldset>`;
}
