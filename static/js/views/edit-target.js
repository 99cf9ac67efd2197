/** What an edit of a column's channel changes: its output, its kernel, its bias; and that in words. */
import { joining } from "../kinds/index.js";
import { stageWith, stagesOf } from "../layout/stages.js";
import { flattened } from "../core/edits.js";

/** @import { Anatomy, Edit, Filters, LayerSpec, Pick } from "../types.js" */
/** @import { Stage } from "../layout/stages.js" */

/**
 * @typedef {object} Target the layers of a column that edits go to
 * @property {Stage} stage
 * @property {LayerSpec} output what is switched off and scaled: the column after norm and activation
 * @property {LayerSpec | null} kernel has weights for each channel
 * @property {LayerSpec | null} bias has a bias, or the norm's shift, for each channel
 */

/** @type {WeakMap<Anatomy, Target[]>} */
const known = new WeakMap();

/** The columns that can be edited: all but the probabilities. @param {Anatomy} anatomy @returns {Target[]} */
export function targetsOf(anatomy) {
  const { layers } = anatomy;
  const found =
    known.get(anatomy) ??
    stagesOf(layers, joining).flatMap((stage) => targetOf(stage, layers[layers.length - 1]) ?? []);
  known.set(anatomy, found);
  return found;
}

/** @param {Stage} stage @param {LayerSpec} last holds the probabilities @returns {Target | null} */
function targetOf(stage, last) {
  const usable = stage.layers.filter((layer) => layer !== last);
  if (!usable.length) return null;
  const { base } = stage;
  const whole = stage.after !== last && stage.after.shape[0] === base.shape[0];
  const same = usable.filter((layer) => layer.shape[0] === base.shape[0]);
  const having = (/** @type {"weights" | "bias"} */ field) =>
    same.find((layer) => layer.editable.includes(field)) ?? null;
  return {
    stage,
    output: whole ? stage.after : base,
    kernel: having("weights"),
    bias: having("bias"),
  };
}

/** The column of a picked cell. @param {Anatomy} anatomy @param {Pick | null} pick */
export function targetAt(anatomy, pick) {
  if (!pick) return null;
  const targets = targetsOf(anatomy);
  const stage = stageWith(
    targets.map((target) => target.stage),
    pick.layer,
  );
  const target = targets.find((each) => each.stage === stage);
  return target && pick.channel < target.output.shape[0] ? target : null;
}

/** "Convolution", with its name where there are several. @param {Anatomy} anatomy @param {Stage} stage */
export function columnName(anatomy, { base }) {
  const alike = targetsOf(anatomy).filter(({ stage }) => stage.base.title === base.title);
  return alike.length > 1 ? `${base.title} ${base.name}` : base.title;
}

/** @param {LayerSpec} layer */
export const part = (layer) => (layer.shape.length > 1 ? "map" : "unit");

/** @param {number} value */
const digits = (value) => String(Number(value.toPrecision(3))).replace("-", "−");

/** "Convolution map 3: off" @param {Anatomy} anatomy @param {Edit} edit */
export function words(anatomy, edit) {
  const stage = stageWith(
    targetsOf(anatomy).map((target) => target.stage),
    edit.layer,
  );
  const layer = anatomy.layers.find(({ name }) => name === edit.layer);
  const name = stage ? columnName(anatomy, stage) : edit.layer;
  const said = [
    ...(edit.solo ? ["alone"] : []),
    ...(edit.scale === undefined ? [] : [edit.scale === 0 ? "off" : `× ${digits(edit.scale)}`]),
    ...(edit.weights === undefined ? [] : ["weights painted"]),
    ...(edit.bias === undefined ? [] : [`bias ${digits(edit.bias)}`]),
  ];
  return `${name} ${layer ? part(layer) : "channel"} ${edit.channel + 1}: ${said.join(", ")}`;
}

/**
 * The kernels with what was painted.
 *
 * @param {Map<string, Filters>} filters
 * @param {readonly Edit[]} edits
 */
export function painted(filters, edits) {
  const shown = new Map(filters);
  for (const { layer, channel, weights } of edits) {
    const before = shown.get(layer);
    if (weights === undefined || !before) continue;
    const fresh = before === filters.get(layer) ? before.weights.slice() : before.weights;
    fresh.set(flattened(weights), (channel * fresh.length) / before.shape[0]);
    shown.set(layer, { ...before, weights: fresh });
  }
  return shown;
}
