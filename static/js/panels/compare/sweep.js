/** Every map of a layer patched alone: which one moves the answer most? */
import { sameSize } from "../../core/patches.js";
import { html, useState } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";
import { joining } from "../../kinds/index.js";
import { askSweep } from "../../server/patch.js";
import { partWords } from "../../views/compare/words.js";
import { useAsked } from "../asked.js";

/** @import { LayerSpec } from "../../types.js" */
/** @import { Sweep, Swept } from "../../server/patch.js" */
/** @import { Context } from "./panel.js" */

const SHOWN = 8;
const ALL = "*";

/** @param {Context} context */
export function SweepList({ state, comparison }) {
  const able = sweepable(state, comparison);
  const [chosen, choose] = useState("");
  const held = able.find(({ layers }) => layers.includes(comparison.side.pin.value?.layer ?? ""));
  const usual = held?.name ?? able.find(({ layer }) => layer.kind !== "input")?.name ?? "";
  const name = chosen === ALL || able.some((each) => each.name === chosen) ? chosen : usual;
  const names = name === ALL ? able.map((each) => each.name) : name ? [name] : [];
  const facts = comparison.both.value;
  const fetch =
    facts && names.length
      ? (/** @type {string} */ _, /** @type {any} */ __, /** @type {AbortSignal} */ signal) =>
          askSweep({ ...facts, patches: [] }, names, signal)
      : null;
  const { answer, stale, problem } = useAsked(comparison.side, fetch, [
    names.join(),
    version(facts),
  ]);
  if (!able.length)
    return html`<section class="compare-part">
      <h3>Which single map moves the answer most?</h3>
      <p class="compare-note">No map of A has the size of its counterpart in B.</p>
    </section>`;
  return html`<section class="compare-part" aria-busy=${String(stale)}>
    <h3>Which single map moves the answer most?</h3>
    <label class="compare-form">
      <span>maps of</span>
      <select
        value=${name}
        id="swept"
        onChange=${(/** @type {any} */ { currentTarget }) => choose(currentTarget.value)}
      >
        ${able.map(
          ({ name, layer }) =>
            html`<option key=${name} value=${name}>${`${layer.title} (${name})`}</option>`,
        )}
        <option value=${ALL}>every layer</option>
      </select>
    </label>
    ${problem && html`<p class="compare-note" role="alert">${problem}</p>`}
    ${answer && html`<${Found} ...${{ state, comparison, sweep: answer }} />`}
  </section>`;
}

/** @type {WeakMap<object, number>} */
const versions = new WeakMap();
let newest = 0;

/** Facts never change in place: a number for each. @param {object | null} facts */
function version(facts) {
  if (!facts) return 0;
  const known = versions.get(facts) ?? ++newest;
  versions.set(facts, known);
  return known;
}

/** Layers of B whose maps have the size of their counterparts in A. @param {Context["state"]} state @param {Context["comparison"]} comparison */
function sweepable(state, { side, pairs }) {
  const theirs = new Map([...pairs.value].map(([a, b]) => [b, a]));
  const [a, b] = [state, side].map(({ anatomy }) => anatomy.value?.layers ?? []);
  return b.slice(0, -1).flatMap((layer) => {
    const source = a.find(({ name }) => name === theirs.get(layer.name));
    if (!source || joining.silent(layer) || !sameSize(layer, source, false)) return [];
    return [{ name: layer.name, layer, layers: [layer.name] }];
  });
}

/** @param {Context & {sweep: Sweep}} props */
function Found({ state, comparison, sweep }) {
  const rows = sweep.layers
    .flatMap((layer) => layer.moved.map((moved, channel) => ({ layer, channel, moved })))
    .toSorted((one, other) => Math.abs(other.moved) - Math.abs(one.moved));
  const reach = Math.abs(rows[0]?.moved ?? 1) || 1;
  const specs = comparison.side.anatomy.value?.layers ?? [];
  const specOf = (/** @type {string} */ name) => specs.find((layer) => layer.name === name);
  return html`<p class="compare-note">
      ${`How far each alone lifts ${sweep.target} above ${sweep.against}, in logits:`}
    </p>
    <ol class="compare-swept" aria-label="Strongest first">
      ${rows
        .slice(0, SHOWN)
        .map(
          ({ layer, channel, moved }) =>
            html`<${Row}
              key=${`${layer.layer} ${channel}`}
              ...${{ comparison, layer, channel, moved, reach, spec: specOf(layer.layer), sweep }}
            />`,
        )}
    </ol>
    ${sweep.layers.length === 1 && html`<${Whole} layer=${sweep.layers[0]} target=${sweep.target} />`}`;
}

/**
 * @param {object} props
 * @param {Context["comparison"]} props.comparison
 * @param {Swept} props.layer
 * @param {number} props.channel
 * @param {number} props.moved
 * @param {number} props.reach
 * @param {LayerSpec | undefined} props.spec
 * @param {Sweep} props.sweep
 */
function Row({ comparison, layer, channel, moved, reach, spec, sweep }) {
  const classes = comparison.side.anatomy.value?.classes;
  const turned = layer.label[channel];
  const words =
    sweep.layers.length > 1
      ? partWords(spec, channel, classes)
      : partWords(spec, channel, classes).split(" of ")[0];
  const patch = {
    layer: layer.layer,
    channel,
    donor_layer: layer.donor_layer,
    donor_channel: channel,
  };
  const answers = turned === comparison.said.value?.receiver.label ? "" : ` → ${turned}`;
  return html`<li>
    <button type="button" title="Patch it" onClick=${() => comparison.addPatch(patch)}>
      <span class="compare-part-name">${words}</span>
      <i
        class=${moved < 0 ? "minus" : ""}
        style=${{ "--share": (Math.abs(moved) / reach).toFixed(3) }}
      ></i>
      <span class="compare-figure">${`${moved < 0 ? "−" : "+"}${Math.abs(moved).toFixed(2)}`}</span>
      <span class="compare-turned"
        >${answers || `${sweep.target}: ${honest(layer.probability[channel])}`}</span
      >
    </button>
  </li>`;
}

/** @param {{layer: Swept, target: string}} props */
const Whole = ({ layer: { whole }, target }) =>
  whole &&
  html`<p class="compare-note">
    ${`The whole layer: ${whole.moved < 0 ? "−" : "+"}${Math.abs(whole.moved).toFixed(2)}, ${whole.label === target ? `it answers ${target}` : `it still answers ${whole.label}`}.`}
  </p>`;
