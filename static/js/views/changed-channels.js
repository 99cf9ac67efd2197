/** What stands on a column's maps and units: what was edited, and how far the answer falls without each. */
import { scaleOf } from "../core/edits.js";
import { badgeOf } from "./causes.js";

/** @import { Edit } from "../types.js" */
/** @import { Box, Spot } from "../layout/plan.js" */
/** @import { Stage } from "../layout/stages.js" */
/** @import { Badge } from "./causes.js" */
/** @import { FlowContext } from "./flow.js" */

/** A smaller map carries a bar in place of a number. */
const LEAST = { width: 27, height: 18 };
/** A map that is not larger has a smaller badge. */
const SMALLISH = 44;

/** @typedef {{kind: "off" | "changed", text: string} | null} Mark */

/**
 * @typedef {object} Change
 * @property {string} layer whose numbers the column shows
 * @property {number} channel
 * @property {Box} box
 * @property {"tiny" | "small" | "large"} size
 * @property {Mark} mark what was edited
 * @property {Badge | null} badge
 * @property {boolean} stale the badge is of a moment ago
 * @property {boolean} here the panel works on it
 */

/** The channels of a column that have something to say. @param {FlowContext} context @param {Spot} spot @returns {Change[]} */
export function changesOn({ state, model }, spot) {
  const { stage, face } = spot;
  if (face.form === "bars") return [];
  const shown = model.shown.value.get(stage.id) ?? stage.after;
  const ablation = state.badged.value ? (state.general.value ?? state.ablation.value) : null;
  const without = ablation?.layers.get(shown.name);
  const edits = state.edits.value.filter(({ layer }) => stage.layers.some((l) => l.name === layer));
  const target = state.panel.value === "edit" ? state.editing.value : null;
  const here = target?.stage === stage.id ? target.channel : -1;
  if (!without && !edits.length && here < 0) return [];
  return channelBoxes(spot, model.channels.value.get(stage.id) ?? [])
    .map(([channel, box]) => ({
      ...{ layer: shown.name, channel, box, size: sizeOf(box) },
      mark: markOf(edits, stage, channel),
      badge: ablation && without ? badgeOf(ablation, without, channel, state.measure.value) : null,
      stale: ablation?.stale ?? false,
      here: channel === here,
    }))
    .filter(({ mark, badge, here }) => mark || badge || here);
}

/** @param {Box} box @returns {Change["size"]} */
function sizeOf({ width, height }) {
  if (width < LEAST.width || height < LEAST.height) return "tiny";
  return Math.min(width, height) <= SMALLISH ? "small" : "large";
}

/** What was done to a channel. @param {Edit[]} edits of its column @param {Stage} stage @param {number} channel @returns {Mark} */
function markOf(edits, stage, channel) {
  const own = edits.filter((edit) => edit.channel === channel);
  const factor = stage.layers.reduce(
    (product, { name }) => product * scaleOf(edits, name, channel),
    1,
  );
  if (factor === 0) return { kind: "off", text: "off" };
  if (!own.length) return null;
  if (factor !== 1) return { kind: "changed", text: `×${Number(factor.toPrecision(2))}` };
  return { kind: "changed", text: own.some((edit) => edit.solo) ? "solo" : "✎" };
}

/** @param {Spot} spot @param {number[]} channels of its slots @returns {[channel: number, box: Box][]} */
function channelBoxes({ face, box, slots }, channels) {
  if (face.form === "maps") {
    return slots.map((slot, at) => /** @type {[number, Box]} */ ([channels[at], slot]));
  }
  const { width, height, size } = face.sheet;
  const [across, down] = [box.width / width, box.height / height];
  return Array.from({ length: size }, (_, unit) => [
    unit,
    {
      x: box.x + (unit % width) * across,
      y: box.y + Math.floor(unit / width) * down,
      width: across,
      height: down,
    },
  ]);
}
