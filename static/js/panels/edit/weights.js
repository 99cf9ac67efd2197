/** The kernel of a channel, to be painted: one picture for each input channel. */
import { html, useState } from "../../core/ui.js";
import { editAt, flattened, nested } from "../../core/edits.js";
import { part } from "../../views/edit-target.js";
import { Grid } from "./grid.js";
import { useOriginal } from "./original.js";
import { formOf } from "./form.js";
import { Presets } from "./presets.js";

/** @import { Filters, LayerSpec } from "../../types.js" */
/** @import { Form } from "./form.js" */
/** @import { EditProps } from "./panel.js" */

/** @param {EditProps} props */
export function Weights({ state, actions, anatomy, target, channel }) {
  const layer = target.kernel;
  const filters = useOriginal(state, actions, layer);
  if (!layer) return null;
  if (!filters) return html`<p class="edit-note" role="status">Fetching the weights …</p>`;
  const form = formOf(anatomy, layer, filters);
  if (!form) return html`<${NoPicture} layer=${layer} filters=${filters} />`;
  return html`<${Kernel} ...${{ state, actions, layer, channel, filters, form }} />`;
}

/** @param {{layer: LayerSpec, filters: Filters}} props */
function NoPicture({ layer, filters }) {
  const count = filters.weights.length / filters.shape[0];
  return html`<fieldset class="edit-part">
    <legend>Weights</legend>
    <p class="edit-note">
      This ${part(layer)}'s ${count === 1 ? "weight has" : `${count} weights have`} no picture to
      paint. Scale, switch off or solo the ${part(layer)} instead.
    </p>
  </fieldset>`;
}

/**
 * @param {Pick<EditProps, "state" | "actions" | "channel"> & {layer: LayerSpec, filters: Filters,
 *   form: Form}} props
 */
function Kernel({ state, actions, layer, channel, filters, form }) {
  const { slices, width, height, shape, sources } = form;
  const [wanted, look] = useState(0);
  const [all, paintAll] = useState(false);
  const connected = sources?.[channel];
  const free = connected ?? [...Array(slices).keys()];
  const at = free.includes(wanted) ? wanted : (free[0] ?? 0);
  const size = slices * width * height;
  const original = filters.weights.subarray(channel * size, (channel + 1) * size);
  const edit = editAt(state.edits.value, layer.name, channel);
  const values = edit?.weights === undefined ? original : flattened(edit.weights);
  const put = (/** @type {ArrayLike<number>} */ next) =>
    actions.editChannel(layer.name, channel, { weights: nested(next, shape) });
  return html`<fieldset class="edit-part">
    <legend>${layer.kernel ? "Kernel" : "Weights"}</legend>
    ${slices > 1 && html`<${Slices} ...${{ free, slices, at, look, all, paintAll }} />`}
    ${
      connected &&
      html`<p class="edit-note">
        Connected to input ${connected.map((each) => each + 1).join(", ")} only; the others stay
        zero.
      </p>`
    }
    <${Presets} ...${{ values, original, width, height, put }} slices=${all ? free : [at]} />
    <${Grid}
      key=${`${layer.name} ${channel} ${at}`}
      ...${{ values, width, height, put }}
      start=${at * width * height}
      reach=${reachOf(original, values)}
      dark=${state.dark.value}
    />
    <button
      type="button"
      class="button"
      disabled=${edit?.weights === undefined}
      onClick=${() => actions.editChannel(layer.name, channel, { weights: null })}
    >
      Original weights
    </button>
  </fieldset>`;
}

/**
 * Which input channel's picture, and whether a known kernel goes on all of them.
 *
 * @param {{free: number[], slices: number, at: number, look: (slice: number) => void, all: boolean,
 *   paintAll: (all: boolean) => void}} props `free`: those that the channel is connected to
 */
function Slices({ free, slices, at, look, all, paintAll }) {
  const step = (/** @type {number} */ by) =>
    look(free[(free.indexOf(at) + by + free.length) % free.length]);
  return html`<div class="edit-row">
    <div class="segments small" role="group" aria-label="Input channel">
      <button type="button" aria-label="Input channel before" onClick=${() => step(-1)}>‹</button>
      <span class="part-name" role="status">input channel ${at + 1} of ${slices}</span>
      <button type="button" aria-label="Input channel after" onClick=${() => step(1)}>›</button>
    </div>
    <label class="check"
      ><input
        type="checkbox"
        checked=${all}
        onChange=${(/** @type {any} */ event) => paintAll(event.target.checked)}
      />all</label
    >
  </div>`;
}

/** The weight with the last colour. @param {ArrayLike<number>} original @param {ArrayLike<number>} values */
function reachOf(original, values) {
  const largest = (/** @type {ArrayLike<number>} */ list) =>
    Array.from(list).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Math.max(largest(original), largest(values)) || 1;
}
