/** The number under the pointer, or of the pinned cell; also for screen readers. */
import { html } from "../core/ui.js";
import { regionOf } from "../core/geometry.js";
import { boxesOf } from "../layout/places.js";
import { samePick } from "../state/selection.js";
import { comparedAt, differenceText, wayText } from "./compared.js";
import { brief, spokenCell, valueAt } from "./flow-words.js";

/** @import { Pick } from "../types.js" */
/** @import { FlowContext } from "./flow.js" */

/** Pixels; with what it was before the edits it is wider. */
const [WIDTH, WIDER] = [150, 250];

/** One at the pin, one under the pointer. @param {{context: FlowContext}} props */
export const FlowTip = ({ context }) =>
  html`<${Spoken} context=${context} /> ${tipped(context.state).map(
      (pick, at) => pick && html`<${Tip} key=${at} pick=${pick} context=${context} />`,
    )}`;

/** The cells that have a tip: the held one, then the pointer's. @param {import("../state/store.js").State} state */
export function tipped({ hover, pin, played }) {
  const held = played.value ? null : pin.value; // a player leaves its pin behind
  return samePick(hover.value, held) ? [held] : [held, hover.value];
}

/** @param {{pick: Pick, context: FlowContext}} props */
function Tip({ pick, context }) {
  const { model } = context;
  const stage = model.stageOf(pick.layer);
  const spot = stage && model.plan.value.spots.get(stage.id);
  const tip = tipOf(pick, context);
  if (!spot || !tip) return null;
  const channels = model.channels.value.get(stage.id) ?? [];
  const [box] = boxesOf(spot, channels, tip.shown, regionOf(tip.layer, pick));
  const anchor = box ?? barBox(spot, pick.channel);
  const left = anchor.x + anchor.width + 12 + tip.width > model.plan.value.width;
  return html`<div
    class=${`tip ${left ? "left" : ""}`}
    aria-hidden="true"
    style=${{
      left: `${left ? anchor.x - 10 : anchor.x + anchor.width + 10}px`,
      top: `${anchor.y + anchor.height / 2}px`,
    }}
  >
    ${tip.words}
  </div>`;
}

/**
 * What a tip says; null where the network has no such layer.
 *
 * @param {Pick} pick
 * @param {FlowContext} context
 */
export function tipOf(pick, { state, model, classes }) {
  const stage = model.stageOf(pick.layer);
  if (!stage) return null;
  const shown = model.shown.value.get(stage.id) ?? stage.after;
  const picked = model.byName.value.get(pick.layer);
  const layer = picked && picked.shape.join() !== shown.shape.join() ? picked : shown;
  const value = valueAt(state.frame.value, layer, pick);
  const compared = comparedAt(state, state.frame.value, layer, pick);
  const named = layer.shape.length === 1 && layer.shape[0] === classes().length;
  return {
    stage,
    shown,
    layer,
    width: compared ? WIDER : WIDTH,
    words: html`<b>${compared ? differenceText(compared) : value === null ? "–" : brief(value)}</b>
      ${compared && html`<span class="way">${wayText(compared)}</span>`}
      <span>${named ? `class ${classes()[pick.channel]}` : where(layer.shape.length, pick)}</span>`,
  };
}

/** @param {import("../layout/plan.js").Spot} spot @param {number} unit */
function barBox({ box, face }, unit) {
  const height = box.height / face.sheet.height;
  const row = face.form === "bars" ? unit : 0;
  return { x: box.x, y: box.y + row * height, width: box.width, height };
}

/** @param {number} axes with the channel @param {Pick} pick */
function where(axes, pick) {
  const { channel, row = 0, column = 0 } = pick;
  if (axes === 1) return `unit ${channel + 1}`;
  if (axes === 2) return `map ${channel + 1} · ${column + 1}`;
  return `map ${channel + 1} · ${row + 1}, ${column + 1}`;
}

/** Said once for each pin, not for each frame. @param {{context: FlowContext}} props */
export const Spoken = ({ context }) =>
  html`<p class="visually-hidden" role="status">${pinnedWords(context)}</p>`;

/** @param {FlowContext} context */
function pinnedWords({ state, model, classes }) {
  const pin = state.pin.value;
  const layer = pin && model.byName.value.get(pin.layer);
  const stage = pin && model.stageOf(pin.layer);
  if (!pin || !layer || !stage) return "";
  const shown = model.shown.value.get(stage.id) ?? layer;
  const same = shown.shape.join() === layer.shape.join() ? shown : layer;
  const compared = comparedAt(state, state.frame.peek(), same, pin);
  const change = compared ? `. Difference ${differenceText(compared)}: ${wayText(compared)}` : "";
  return `${stage.base.title}. ${spokenCell(state.frame.peek(), same, pin, classes())}${change}`;
}
