/** The network, stage by stage: its shapes while knobs are turned, its kernels and maps while it learns. */
import { extentOf } from "../core/colormap.js";
import { html } from "../core/ui.js";
import { extentIn, joining, shortTitle, tonesOf } from "../kinds/index.js";
import { counted, grouped, precise, times } from "../kinds/text.js";
import { stagesOf } from "../layout/stages.js";
import { kernelsOf, mapsOf } from "./contact.js";
import { Sheet } from "./sheet.js";
import { memo } from "./memo.js";
import { seesText, stageTitle } from "./words.js";

/** @import { Tone } from "../core/colormap.js" */
/** @import { Stage } from "../layout/stages.js" */
/** @import { State } from "../state/store.js" */
/** @import { LayerSpec, Tensor } from "../types.js" */
/** @import { LabActions } from "./actions.js" */
/** @import { Lab } from "./state.js" */

/** CSS pixels for the pictures of a stage. */
const ROOM = 176;

const stagesFor = memo((/** @type {LayerSpec[]} */ layers) => ({
  stages: stagesOf(layers, joining),
  tones: tonesOf(layers),
}));
const kernelsFor = memo(kernelsOf);
const mapsFor = memo(mapsOf);

/** @param {{page: State, lab: Lab, actions: LabActions}} context */
export function Network({ page, lab, actions }) {
  const plan = lab.shown.value;
  if (!plan) return null;
  const { stages, tones } = stagesFor(plan.layers);
  const refused = lab.refused.value;
  const busy = lab.view.value !== null && !lab.changed.value;
  return html`<section
    class="lab-network"
    aria-labelledby="lab-network-title"
    data-stale=${refused !== null}
  >
    <h2 class="visually-hidden" id="lab-network-title">The network</h2>
    <p class="lab-summary">
      <b>${plan.summary}</b>${" "}
      <span
        >${`${counted(plan.parameters, "parameter")}, ${counted(plan.connections, "connection")}, ${counted(plan.steps, "step")} of training`}</span
      >
    </p>
    ${refused && html`<p class="lab-refused" role="status">${refused.detail ?? refused.title}</p>`}
    ${!refused && plan.advice.map((words) => html`<p class="lab-advice" key=${words}>${words}</p>`)}
    <ol
      class="lab-stages"
      tabindex="0"
      aria-label="Stages, from the drawing to the answer"
      data-live=${busy}
    >
      ${stages.map((stage) => html`<${StageCard} key=${stage.id} ...${{ stage, tones, layers: plan.layers, page, lab, actions }} />`)}
    </ol>
  </section>`;
}

/**
 * @param {{stage: Stage, tones: Map<string, Tone>, layers: LayerSpec[], page: State, lab: Lab, actions: LabActions}} props
 */
function StageCard({ stage, tones, layers, page, lab, actions }) {
  const { base, after } = stage;
  const parameters = stage.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const sees = base.kind !== "input" && after.receptive_field;
  const facts = [parameters && counted(parameters, "parameter"), sees && `sees ${seesText(after)}`]
    .filter(Boolean)
    .join(" · ");
  const dark = page.dark.value;
  const view = lab.changed.value ? null : lab.view.value;
  const output = view?.outputs.get(after.name);
  const tone = tones.get(after.name) ?? "signed";
  return html`<li class="lab-stage" data-stage=${base.name}>
    <h3>${stageTitle(stage, shortTitle)}</h3>
    <p class="lab-shape"><b>${times(after.shape)}</b>${" "}<span>${facts}</span></p>
    <${Kernels} ...${{ base, layers, view, dark, lab, actions }} />
    ${
      output &&
      html`<figure>
        <${Sheet}
          contact=${mapsFor(after.shape)}
          values=${output.data}
          extent=${extentIn(after, output.data, tone)}
          ...${{ tone, dark, room: ROOM, most: after.shape.length === 1 ? 9 : 2.5 }}
          label=${`${after.shape.length === 1 ? "Units" : "Maps"} of ${after.name} for your drawing`}
        />
        <figcaption>${base.kind === "input" ? "your drawing" : "for your drawing"}</figcaption>
      </figure>`
    }
    ${!view && html`<${Volume} shape=${after.shape} />`}
  </li>`;
}

/** Weights; their gradient or update while a step is looked at. @param {{base: LayerSpec, layers: LayerSpec[], view: import("./state.js").View | null, dark: boolean, lab: Lab, actions: LabActions}} props */
function Kernels({ base, layers, view, dark, lab, actions }) {
  const name = `${base.name}.weight`;
  const { tensor, what } = painted(lab, view, name);
  if (!view || !base.filters) return null;
  if (!tensor)
    return html`<p class="lab-note">
      ${`${grouped(base.parameters)} weights: too many to draw.`}
    </p>`;
  if (tensor.shape.length < 2) return null;
  const source = sourceOf(base, layers);
  const contact = kernelsFor(tensor.shape, source);
  const extent = extentOf(tensor.data, "signed");
  return html`<figure data-kernels=${what}>
    <${Sheet}
      contact=${contact}
      values=${tensor.data}
      extent=${extent}
      tone="signed"
      ...${{ dark, room: ROOM, most: 7 }}
      label=${`${what} of ${base.name}, from ${precise(extent[0])} to ${precise(extent[1])}`}
      onPick=${lab.slow.value && ((/** @type {number} */ x, /** @type {number} */ y) => actions.pick(base.name, contact.filterAt(x, y)))}
    />
    <figcaption>${what} <span class="lab-reach">±${precise(extent[1])}</span></figcaption>
  </figure>`;
}

/** Of a step that is taken apart, what the station is about. @param {Lab} lab @param {import("./state.js").View | null} view @param {string} name @returns {{tensor: Tensor | undefined, what: string}} */
function painted(lab, view, name) {
  const slow = lab.slow.value;
  const what = slow && ["", "", "gradient", "update", ""][lab.station.value];
  const tensor = what ? slow.tensors.get(`${what}/${name}`) : undefined;
  return tensor && what ? { tensor, what } : { tensor: view?.weights.get(name), what: "weights" };
}

/** Shape of the maps that a dense layer reads flattened. @param {LayerSpec} layer @param {LayerSpec[]} layers @returns {number[] | undefined} */
export function sourceOf({ inputs }, layers) {
  const source = layers.find(({ name }) => name === inputs[0]);
  if (!source) return undefined;
  if (source.shape.length === 3) return source.shape;
  return ["flatten", "dropout"].includes(source.kind) ? sourceOf(source, layers) : undefined;
}

/** How large a layer is: maps as sheets behind each other, units as a line. @param {{shape: number[]}} props */
function Volume({ shape }) {
  const [count, height = 1, width = 1] = shape;
  const flat = shape.length === 1;
  const sheets = flat ? 1 : Math.min(12, count);
  const [wide, high] = flat
    ? [10, 14 + 22 * Math.log10(count)]
    : [8 + 2.4 * width, 8 + 2.4 * height];
  const box = { width: wide + 4 * sheets, height: high + 4 * sheets };
  return html`<svg
    class="lab-volume"
    width=${box.width}
    height=${box.height}
    viewBox=${`0 0 ${box.width} ${box.height}`}
    aria-hidden="true"
  >
    ${Array.from({ length: sheets }, (_, at) => html`<rect key=${at} x=${0.5 + 4 * at} y=${0.5 + 4 * at} width=${wide} height=${high} rx="2" />`)}
  </svg>`;
}

/** All figures of all layers. @param {{lab: Lab}} props */
export function Layers({ lab }) {
  const plan = lab.shown.value;
  if (!plan) return null;
  const { layers } = plan;
  return html`<details class="lab-layers" open=${!lab.engaged.value}>
    <summary>Layer by layer</summary>
    <div class="scroll" role="region" aria-label="Layers" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col">Shape</th>
            <th scope="col">Parameters</th>
            <th scope="col">Connections</th>
            <th scope="col">Sees</th>
          </tr>
        </thead>
        <tbody>
          ${layers.map(
            (layer) =>
              html`<tr key=${layer.name} data-row=${layer.name}>
                <th scope="row">${layer.title} <code>${layer.name}</code></th>
                <td>${times(layer.shape)}</td>
                <td>${layer.parameters ? grouped(layer.parameters) : "–"}</td>
                <td>${layer.connections ? grouped(layer.connections) : "–"}</td>
                <td>${seesText(layer)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
