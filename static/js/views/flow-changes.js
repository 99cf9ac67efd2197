/** On the maps: what was edited, and how far the answer falls without each of them. */
import { html, useEffect } from "../core/ui.js";
import { styled } from "../render/style.js";
import { spokenCauses } from "./causes.js";
import { changesOn } from "./changed-channels.js";
import { followAblation } from "./flow-ask.js";

/** @import { Spot } from "../layout/plan.js" */
/** @import { Change } from "./changed-channels.js" */
/** @import { FlowContext } from "./flow.js" */

await styled("edit");

/** @param {{context: FlowContext}} props */
export function FlowChanges({ context }) {
  const { state, model } = context;
  useEffect(() => followAblation(context), [context]);
  return html`<div class="changes" aria-hidden="true">
      ${[...model.plan.value.spots.values()].map(
        (spot) => html`<${StageChanges} key=${spot.stage.id} spot=${spot} context=${context} />`,
      )}
    </div>
    ${
      context.own &&
      html`<p class="visually-hidden" role="status" id="causes">
        ${spokenCauses(state.ablation.value, model.stages.value, model.shown.value)}
      </p>`
    }`;
}

/** @param {{spot: Spot, context: FlowContext}} props */
const StageChanges = ({ spot, context }) =>
  changesOn(context, spot).map(
    (change) => html`<${ChannelChanges} key=${change.channel} ...${change} />`,
  );

/** @param {Change} change */
function ChannelChanges({ box, size, badge, stale, mark, here, layer, channel }) {
  const tiny = size === "tiny";
  const place = {
    left: `${box.x}px`,
    top: `${box.y}px`,
    width: `${box.width}px`,
    height: `${box.height}px`,
  };
  const classes = [size, mark?.kind, here && "here"].filter(Boolean).join(" ");
  return html`<div class=${`change ${classes}`} style=${place}>
    ${mark && !tiny && html`<span class="edit-mark">${mark.text}</span>`}
    ${
      badge &&
      html`<span
        class=${`badge ${badge.tone} ${badge.flips ? "flips" : ""} ${stale ? "stale" : ""}`}
        data-badge=${`${layer} ${channel}`}
        style=${{ "--share": badge.share.toFixed(3) }}
        >${tiny ? "" : badge.text}</span
      >`
    }
  </div>`;
}
