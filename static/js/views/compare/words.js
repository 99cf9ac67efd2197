/** What stands on each side, and what is patched, in words. */
import { counted, grouped, mapName } from "../../kinds/text.js";

/** @import { Anatomy, LayerSpec } from "../../types.js" */
/** @import { Patch } from "../../core/patches.js" */
/** @import { Comparison } from "../../state/comparison.js" */
/** @import { State } from "../../state/store.js" */

/** "LeNet-5, step 466, 2 changes" @param {Anatomy | null} anatomy @param {number | null} step @param {number} edits */
const named = (anatomy, step, edits) =>
  [
    anatomy?.title ?? "…",
    step === null ? "" : `step ${grouped(step)}`,
    edits ? counted(edits, "change") : "",
  ]
    .filter(Boolean)
    .join(", ");

/** @param {State} state */
export const nameOfA = (state) =>
  named(state.anatomy.value, state.checkpoint.value, state.edits.value.length);

/** @param {Comparison} comparison */
export const nameOfB = ({ side, other, patches }) => {
  const whose = other.value?.drawing ? ", its own drawing" : "";
  const patched = patches.value.length
    ? `, ${counted(patches.value.length, "patch", "patches")}`
    : "";
  return (
    named(side.anatomy.value, side.checkpoint.value, side.edits.value.length) + whose + patched
  );
};

/** "map 3 of Convolution", "unit 8 of …", "all of …" @param {LayerSpec | undefined} layer @param {number | null} channel @param {readonly string[]} [classes] */
export function partWords(layer, channel, classes = []) {
  if (!layer) return "nothing";
  const title = `${layer.title} (${layer.name})`;
  if (channel === null) return `all of ${title}`;
  if (layer.shape.length > 1)
    return `${mapName(layer, channel).replace(/^\w/, (c) => c.toLowerCase())} of ${title}`;
  const unit = layer.shape[0] === classes.length ? `“${classes[channel]}”` : String(channel + 1);
  return `unit ${unit} of ${title}`;
}

/** @param {Patch} patch @param {State} state @param {Comparison} comparison */
export function patchWords(patch, state, { side }) {
  const [a, b] = [state, side].map(({ anatomy }) => anatomy.value);
  const from = a?.layers.find(({ name }) => name === patch.donor_layer);
  const to = b?.layers.find(({ name }) => name === patch.layer);
  const [source, target] = [
    partWords(from, patch.donor_channel, a?.classes),
    partWords(to, patch.channel, b?.classes),
  ];
  return { source, target, same: source === target };
}
