/** The kernel of a channel, to be painted: one picture for each input channel. */
import { html, useState } from "../../core/ui.js";
import { editAt, flattened, nested } from "../../core/edits.js";
import { part } from "../../views/edit-target.js";
import { Grid } from "./grid.js";
import { useOriginal } from "./original.js";
import { formOf } from "./form.js";
import { Presets } from "./presets.js";

/** @import { EditProps } from "./panel.js" */

/** @param {EditProps} props */
export function Weights({ state, actions, anatomy, target, channel }) {
  const layer = target.kernel;
  const filters = useOriginal(state, actions, layer);
  const [slice, look] = useState(0);
  const [all, paintAll] = useState(false);
  if (!layer || layer.kind === "norm") return null;
  if (!filters) return html`<p class="edit-note" role="status">Fetching the weights …</p>`;
  const form = formOf(anatomy, layer, filters);
  if (!form) {
    const count = filters.weights.length / filters.shape[0];
    return html`<fieldset class="edit-part">
      <legend>Weights</legend>
      <p class="edit-note">
        This ${part(layer)}'s ${count === 1 ? "weight has" : `${count} weights have`} no picture to
        paint. Scale, switch off or solo the ${part(layer)} instead.
      </p>
    </fieldset>`;
  }
  const { slices, width, height, shape, sources } = form;
  const size = slices * width * height;
  const original = filters.weights.subarray(channel * size, (channel + 1) * size);
  const edit = editAt(state.edits.value, layer.name, channel);
  const values = edit?.weights === undefined ? original : flattened(edit.weights);
  const open = sources?.[channel] ?? null;
  const free = (/** @type {number} */ at) => !open || open.includes(at);
  const at = free(Math.min(slice, slices - 1)) ? Math.min(slice, slices - 1) : (open?.[0] ?? 0);
  const put = (/** @type {ArrayLike<number>} */ next) =>
    actions.editChannel(layer.name, channel, { weights: nested(next, shape) });
  const step = (/** @type {number} */ by) => {
    let next = at;
    do next = (next + by + slices) % slices;
    while (!free(next) && next !== at);
    look(next);
  };
  return html`<fieldset class="edit-part">
    <legend>${layer.kernel ? "Kernel" : "Weights"}</legend>
    ${
      slices > 1 &&
      html`<div class="edit-row">
        <div class="segments small" role="group" aria-label="Input channel">
          <button type="button" aria-label="Input channel before" onClick=${() => step(-1)}>
            ‹
          </button>
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
      </div>`
    }
    ${
      open &&
      html`<p class="edit-note">
        Connected to input ${open.map((each) => each + 1).join(", ")} only; the others stay zero.
      </p>`
    }
    <${Presets}
      ...${{ values, original, width, height, free, put }}
      slices=${all ? [...Array(slices).keys()].filter(free) : [at]}
    />
    <${Grid}
      key=${`${layer.name} ${channel} ${at}`}
      values=${values}
      start=${at * width * height}
      ...${{ width, height, put }}
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

/** The weight with the last colour. @param {ArrayLike<number>} original @param {ArrayLike<number>} values */
function reachOf(original, values) {
  const largest = (/** @type {ArrayLike<number>} */ list) =>
    Array.from(list).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Math.max(largest(original), largest(values)) || 1;
}
