/** What a step does to one kernel: its gradient, and the update that follows from it. */
import { html } from "../core/ui.js";
import { precise } from "../kinds/text.js";
import { Block } from "../panels/blocks.js";
import { gridsOf } from "./contact.js";
import { sourceOf } from "./network.js";
import { plainNumber } from "./words.js";

/** @import { State } from "../state/store.js" */
/** @import { LayerSpec, Tensor } from "../types.js" */
/** @import { LabActions } from "./actions.js" */
/** @import { Lab, Slow } from "./state.js" */

/** @param {{page: State, lab: Lab, actions: LabActions, slow: Slow, what: "gradient" | "update"}} props */
export function Pull({ page, lab, actions, slow, what }) {
  const layers = lab.job.value?.layers ?? [];
  const known = layers.filter(({ name }) => {
    const gradient = slow.tensors.get(`gradient/${name}.weight`);
    return gradient !== undefined && gradient.shape.length > 1;
  });
  const chosen = lab.kernel.value;
  const layer = known.find(({ name }) => name === chosen?.layer) ?? known[0];
  const norms = html`<${Norms} ...${{ slow, what }} />`;
  if (!layer)
    return html`<p>All layers are too large to be drawn; their norms say how far they move.</p>
      ${norms}`;
  const filter = Math.min(chosen?.filter ?? 0, layer.shape[0] - 1);
  return html`<p>${what === "gradient" ? GRADIENT : updateWords(lab, slow.meta)}</p>
    <div class="lab-pick">
      <label for="lab-pick-layer">Kernel of</label>
      <select
        id="lab-pick-layer"
        value=${layer.name}
        onChange=${(/** @type {any} */ { currentTarget }) => actions.pick(currentTarget.value, 0)}
      >
        ${known.map(({ name }) => html`<option key=${name} value=${name}>${name}</option>`)}
      </select>
      <label for="lab-pick-filter">number</label>
      <input
        type="number"
        id="lab-pick-filter"
        min="1"
        max=${layer.shape[0]}
        value=${filter + 1}
        onChange=${(/** @type {any} */ { currentTarget }) => {
          const wanted = Math.min(
            layer.shape[0],
            Math.max(1, Math.round(Number(currentTarget.value)) || 1),
          );
          currentTarget.value = wanted;
          actions.pick(layer.name, wanted - 1);
        }}
      />
      <span>or click one above, where all are painted.</span>
    </div>
    <${Grids} ...${{ lab, slow, layer, layers, filter, what, dark: page.dark.value }} />
    ${norms}`;
}

const GRADIENT =
  "For every weight: how the loss would change if it grew a little. Amber: more of it, more loss. Blue: more of it, less loss. The step goes against it.";

/** @param {Lab} lab @param {Record<string, any>} meta */
function updateWords(lab, { optimiser, learning_rate: rate }) {
  if (/^sgd$/i.test(optimiser))
    return `Each weight moves against its gradient: new weight = weight − ${plainNumber(rate)} × gradient.`;
  const choices = lab.about.value?.knobs.flatMap((knob) => knob.choices ?? []) ?? [];
  const title = choices.find(({ value }) => value === optimiser)?.title ?? optimiser;
  return `${title} makes the update of this gradient and those before it, at a learning rate of ${plainNumber(rate)}: new weight = weight + update.`;
}

/** The map that moves most of those that the kernel reads, in numbers. @param {{lab: Lab, slow: Slow, layer: LayerSpec, layers: LayerSpec[], filter: number, what: "gradient" | "update", dark: boolean}} props */
function Grids({ lab, slow, layer, layers, filter, what, dark }) {
  const source = sourceOf(layer, layers);
  const name = `${layer.name}.weight`;
  const grids = (/** @type {Tensor | undefined} */ tensor) =>
    tensor ? gridsOf(tensor, filter, source) : [];
  const [weights, gradients, updates] = ["weight", "gradient", "update"].map((part) =>
    grids(slow.tensors.get(`${part}/${name}`)),
  );
  const map = strongest(gradients);
  const of = weights.length > 1 ? `, for map ${map + 1} of ${weights.length}` : "";
  const sign = (/** @type {string} */ text) =>
    html`<${Block} block=${{ block: "sign", text }} dark=${dark} />`;
  const matrix = (/** @type {number[][]} */ values, /** @type {string} */ caption) =>
    html`<${Numbers} ...${{ values, caption, dark }} />`;
  const view = lab.view.value;
  const after = view?.step === slow.meta.step ? grids(view?.weights.get(name))[map] : undefined;
  return html`<div class="lab-grids" data-layer=${layer.name} data-filter=${filter}>
    ${matrix(weights[map], `weights${of}`)}
    ${what === "gradient" ? matrix(gradients[map], "gradient") : html`${sign("+")}${matrix(updates[map], "update")}`}
    ${what === "update" && after && html`${sign("=")}${matrix(after, "new weights")}`}
  </div>`;
}

/** A grid of numbers; small ones are shown larger, and it says how much. @param {{values: number[][], caption: string, dark: boolean}} props */
function Numbers({ values, caption, dark }) {
  const most = Math.max(...values.flat().map(Math.abs));
  const power = most > 0 && most < 0.1 ? -Math.floor(Math.log10(most)) : 0;
  const shown = power ? values.map((row) => row.map((value) => value * 10 ** power)) : values;
  const words = power ? `${caption}, × 10${superscript(-power)}` : caption;
  return html`<${Block}
    block=${{ block: "matrix", values: shown, caption: words }}
    dark=${dark}
  />`;
}

/** @param {number} power */
const superscript = (power) =>
  [...String(power)].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)])).join("");

/** The map with the largest gradient says most. @param {number[][][]} grids */
function strongest(grids) {
  const sizes = grids.map((grid) => Math.max(...grid.flat().map(Math.abs)));
  return Math.max(0, sizes.indexOf(Math.max(...sizes)));
}

/** How long each layer's gradient and update are. @param {{slow: Slow, what: string}} props */
const Norms = ({ slow, what }) =>
  html`<details class="lab-norms">
    <summary>${`How long the ${what} is, parameter by parameter`}</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">${what}</th>
          ${what === "update" && html`<th scope="col">of the weights</th>`}
        </tr>
      </thead>
      <tbody>
        ${slow.meta.parameters.map(
          (/** @type {Record<string, any>} */ one) =>
            html`<tr key=${one.name}>
              <th scope="row"><code>${one.name}</code></th>
              <td>${normText(one[`${what}_norm`])}</td>
              ${what === "update" && html`<td>${one.weight_norm ? `${((100 * one.update_norm) / one.weight_norm).toFixed(2)} %` : "–"}</td>`}
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;

/** @param {number | null} norm */
const normText = (norm) => (norm === null ? "no number" : precise(norm));
