/** The number under the pointer, or of the pinned cell; also for screen readers. */
import { html } from "../core/ui.js";
import { regionOf } from "../core/geometry.js";
import { boxesOf } from "../layout/places.js";
import { brief, spokenCell, valueAt } from "./flow-words.js";

/** @import { FlowContext } from "./flow.js" */

const WIDTH = 150;

/** @param {{context: FlowContext}} props */
export function FlowTip({ context }) {
  const { state, model } = context;
  const pick = state.hover.value ?? state.pin.value;
  const stage = pick && model.stageOf(pick.layer);
  const spot = stage && model.plan.value.spots.get(stage.id);
  const spoken = html`<${Spoken} context=${context} />`;
  if (!pick || !spot || !stage) return spoken;
  const shown = model.shown.value.get(stage.id) ?? stage.after;
  const picked = model.byName.value.get(pick.layer);
  const layer = picked && picked.shape.join() !== shown.shape.join() ? picked : shown;
  const value = valueAt(state.frame.value, layer, pick);
  const channels = model.channels.value.get(stage.id) ?? [];
  const [box] = boxesOf(spot, channels, shown, regionOf(layer, pick));
  const anchor = box ?? barBox(spot, pick.channel);
  const left = anchor.x + anchor.width + 12 + WIDTH > model.plan.value.width;
  return html`${spoken}
    <div
      class=${`tip ${left ? "left" : ""}`}
      aria-hidden="true"
      style=${{
        left: `${left ? anchor.x - 10 : anchor.x + anchor.width + 10}px`,
        top: `${anchor.y + anchor.height / 2}px`,
      }}
    >
      <b>${value === null ? "–" : brief(value)}</b>
      <span>${where(layer.shape.length, pick)}</span>
    </div>`;
}

/** @param {import("../layout/plan.js").Spot} spot @param {number} unit */
function barBox({ box, face }, unit) {
  const height = box.height / face.sheet.height;
  const row = face.form === "bars" ? unit : 0;
  return { x: box.x, y: box.y + row * height, width: box.width, height };
}

/** @param {number} axes with the channel @param {import("../types.js").Pick} pick */
function where(axes, pick) {
  const { channel, row = 0, column = 0 } = pick;
  if (axes === 1) return `unit ${channel + 1}`;
  if (axes === 2) return `map ${channel + 1} · ${column + 1}`;
  return `map ${channel + 1} · ${row + 1}, ${column + 1}`;
}

/** Said once for each pin, not for each frame. @param {{context: FlowContext}} props */
const Spoken = ({ context }) =>
  html`<p class="visually-hidden" role="status">${pinnedWords(context)}</p>`;

/** @param {FlowContext} context */
function pinnedWords({ state, model, classes }) {
  const pin = state.pin.value;
  const layer = pin && model.byName.value.get(pin.layer);
  const stage = pin && model.stageOf(pin.layer);
  if (!pin || !layer || !stage) return "";
  const shown = model.shown.value.get(stage.id) ?? layer;
  const same = shown.shape.join() === layer.shape.join() ? shown : layer;
  return `${stage.base.title}. ${spokenCell(state.frame.peek(), same, pin, classes())}`;
}
