/** On the maps: what was edited, and how far the answer falls without each of them. */
import { html, useEffect } from "../core/ui.js";
import { scaleOf } from "../core/edits.js";
import { styled } from "../render/style.js";
import { badgeOf, spokenCauses } from "./causes.js";
import { followAblation } from "./flow-ask.js";

/** @import { Edit } from "../types.js" */
/** @import { Box, Spot } from "../layout/plan.js" */
/** @import { Stage } from "../layout/stages.js" */
/** @import { FlowContext } from "./flow.js" */

await styled("edit");

/** A smaller map carries a bar in place of a number. */
const LEAST = { width: 27, height: 18 };

/** @param {{context: FlowContext}} props */
export function FlowChanges({ context }) {
  const { state, model } = context;
  useEffect(() => followAblation(context), [context]);
  const spots = [...model.plan.value.spots.values()].filter(({ face }) => face.form !== "bars");
  return html`<div class="changes" aria-hidden="true">
      ${spots.map(
        (spot) => html`<${StageChanges} key=${spot.stage.id} spot=${spot} context=${context} />`,
      )}
    </div>
    <p class="visually-hidden" role="status" id="causes">
      ${spokenCauses(state.ablation.value, model.stages.value, model.shown.value)}
    </p>`;
}

/** @param {{spot: Spot, context: FlowContext}} props */
function StageChanges({ spot, context }) {
  const { state, model } = context;
  const { stage } = spot;
  const shown = model.shown.value.get(stage.id) ?? stage.after;
  const ablation = state.badged.value ? state.ablation.value : null;
  const without = ablation?.layers.get(shown.name);
  const edits = state.edits.value.filter(({ layer }) => stage.layers.some((l) => l.name === layer));
  const target = state.panel.value === "edit" ? state.editing.value : null;
  const here = target?.stage === stage.id ? target.channel : -1;
  if (!without && !edits.length && here < 0) return null;
  return channelBoxes(spot, model.channels.value.get(stage.id) ?? []).map(([channel, box]) => {
    const badge =
      ablation && without ? badgeOf(ablation, without, channel, state.measure.value) : null;
    return html`<${ChannelChanges}
      key=${channel}
      box=${box}
      badge=${badge}
      stale=${ablation?.stale}
      mark=${markOf(edits, stage, channel)}
      here=${channel === here}
      layer=${shown.name}
      channel=${channel}
    />`;
  });
}

/** @typedef {{kind: "off" | "changed", text: string} | null} Mark */

/**
 * @param {object} props
 * @param {Box} props.box
 * @param {import("./causes.js").Badge | null} props.badge
 * @param {boolean} [props.stale]
 * @param {Mark} props.mark
 * @param {boolean} props.here the panel works on it
 * @param {string} props.layer
 * @param {number} props.channel
 */
function ChannelChanges({ box, badge, stale, mark, here, layer, channel }) {
  if (!badge && !mark && !here) return null;
  const small = box.width < LEAST.width || box.height < LEAST.height;
  const place = {
    left: `${box.x}px`,
    top: `${box.y}px`,
    width: `${box.width}px`,
    height: `${box.height}px`,
  };
  const classes = [small && "small", mark?.kind, here && "here"].filter(Boolean).join(" ");
  return html`<div class=${`change ${classes}`} style=${place}>
    ${mark && !small && html`<span class="edit-mark">${mark.text}</span>`}
    ${
      badge &&
      html`<span
        class=${`badge ${badge.tone} ${badge.flips ? "flips" : ""} ${stale ? "stale" : ""}`}
        data-badge=${`${layer} ${channel}`}
        style=${{ "--share": badge.share.toFixed(3) }}
        >${small ? "" : badge.text}</span
      >`
    }
  </div>`;
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
