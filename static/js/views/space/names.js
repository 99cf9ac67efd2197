/** Names of the layers and of the answer's classes: plain text above the picture, always readable. */
import { html } from "../../core/ui.js";
import { shortTitle } from "../../kinds/index.js";
import { short, shapeText } from "../../kinds/text.js";
import { cornersOf, mapsShown, onPane } from "../../layout/space/plan.js";
import { write } from "../../render/write.js";
import { shownNumbers } from "../flow-shown.js";
import { layerLabel } from "../flow-words.js";

/** @import { Stage } from "../../layout/stages.js" */
/** @import { Pane, SpacePlan } from "../../layout/space/plan.js" */
/** @import { FlowContext } from "../flow.js" */
/** @import { Rig } from "./rig.js" */

/** Rows of names above each other, where they would lie on each other. */
const LEVELS = 4;

/** @param {{context: FlowContext, rig: Rig}} props */
export function Names({ context, rig }) {
  const { model } = context;
  const { panes } = rig.plan.value;
  const network = context.state.anatomy.value?.id;
  return html`<div class="space-names">
    ${model.stages.value.map((stage) => {
      const pane = panes.get(stage.id);
      const key = `${network} ${stage.id}`;
      return pane && html`<${Name} key=${key} stage=${stage} pane=${pane} context=${context} />`;
    })}
    ${[...panes.values()].map(
      (pane) =>
        pane.form === "bars" &&
        html`<${Classes} key=${`${network} bars`} pane=${pane} classes=${context.classes()} />`,
    )}
  </div>`;
}

/** "Conv + ReLU" @param {Stage} stage @param {FlowContext} context @param {(layer: import("../../types.js").LayerSpec) => string} word */
function titleOf(stage, { model, silent }, word) {
  const shown = model.shown.value.get(stage.id) ?? stage.after;
  return stage.layers
    .filter((layer) => layer === stage.base || layer === shown || !silent(layer))
    .map(word)
    .join(" + ");
}

/** @param {{stage: Stage, pane: Pane, context: FlowContext}} props */
function Name({ stage, pane, context }) {
  const shown = context.model.shown.value.get(stage.id) ?? stage.after;
  const { count } = pane.sheet;
  const some = mapsShown(pane.sheet) < count;
  return html`<div class="stage space-name" data-stage=${stage.id}>
    <div
      role="application"
      tabindex="0"
      data-layer=${shown.name}
      aria-label=${layerLabel(shown)}
      aria-describedby="flow-keys space-keys"
      title=${titleOf(stage, context, ({ title }) => title)}
    >
      <b>${titleOf(stage, context, shortTitle)}</b>
      <span>${shapeText(shown)}${some && `, the first ${pane.slots.length}`}</span>
    </div>
    ${stage.layers.map(
      (layer) => layer !== shown && html`<i key=${layer.name} hidden data-layer=${layer.name}></i>`,
    )}
  </div>`;
}

/** @param {{pane: Pane, classes: string[]}} props */
function Classes({ pane, classes }) {
  const units = pane.sheet.size;
  return html`<ol class="space-classes" aria-hidden="true">
    ${Array.from(
      { length: units },
      (_, unit) =>
        html`<li key=${unit}>
          <span>${classes.length === units ? classes[unit] : unit + 1}</span><span>–</span>
        </li>`,
    )}
  </ol>`;
}

/** The options of the list, as they are said. @param {FlowContext} context */
export const listed = (context) =>
  context.model.stages.value.map((stage) => ({
    id: stage.id,
    title: titleOf(stage, context, ({ title }) => title),
  }));

/**
 * Put all names where their panes are now.
 *
 * @param {HTMLElement} root
 * @param {FlowContext} context
 * @param {Rig} rig
 */
export function placeNames(root, context, rig) {
  const plan = rig.plan.peek();
  const { width, height } = rig.size.peek();
  const names = [...root.querySelectorAll(".space-name")].flatMap((element) => {
    const pane = element instanceof HTMLElement && plan.panes.get(element.dataset.stage ?? "");
    return pane ? [{ element, pane, at: rig.place(onPane(pane, pane.width / 2, -1)) }] : [];
  });
  const answer = barsBox(plan, rig);
  /** @type {Area[]} */
  const taken = [];
  const last = (/** @type {Pane} */ { form }) => (form === "bars" ? 1 : 0);
  const order = names.sort((a, b) => last(b.pane) - last(a.pane) || a.at.x - b.at.x);
  for (const { element, pane, at } of order) {
    const [wide, high] = [element.offsetWidth, element.offsetHeight];
    const under = rig.place(onPane(pane, pane.width / 2, pane.height));
    const others = last(pane) ? taken : [...answer, ...taken];
    const box = freeBox(at, under.y, { wide, high, width, height }, others);
    const seen = at.depth > 0 && at.x > -wide / 2 && at.x < width + wide / 2;
    const shown = seen && box && !rig.hides(onPane(pane, pane.width / 2, -0.5));
    element.classList.toggle("away", !shown);
    element.classList.toggle("glass", rig.glass.peek().has(pane.stage.id));
    const { left, top } = box ?? { left: at.x - wide / 2, top: at.y - high };
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    const stem = box ? Math.round(at.y - top - high) : 0;
    element.style.setProperty("--stem", `${top > at.y ? 0 : Math.max(0, stem)}px`);
    if (shown) taken.push(box);
  }
  placeClasses(root, plan, rig);
}

/** @typedef {{left: number, right: number, top: number, bottom: number}} Area */

/**
 * Above its pane; where others stand there, above them; else below the pane. Null: there is no room.
 *
 * @param {{x: number, y: number}} at above the pane
 * @param {number} under the pane's lower edge
 * @param {{wide: number, high: number, width: number, height: number}} sizes of the name, of the picture
 * @param {readonly Area[]} taken
 * @returns {Area | null}
 */
function freeBox({ x, y }, under, { wide, high, width, height }, taken) {
  const left = Math.min(width - wide - 3, Math.max(3, x - wide / 2));
  let top = Math.min(height - high - 3, Math.max(3, y - high));
  const areaAt = (/** @type {number} */ line) => ({
    left,
    right: left + wide + 2,
    top: line,
    bottom: line + high,
  });
  for (let level = 0; level < LEVELS && top >= 3; level++) {
    const area = areaAt(top);
    const hit = taken.find((other) => overlap(area, other));
    if (!hit) return area;
    top = hit.top - high - 1;
  }
  const below = areaAt(under + 4);
  const fits = below.bottom < height && !taken.some((other) => overlap(below, other));
  return fits ? below : null;
}

/** @param {Area} a @param {Area} b */
const overlap = (a, b) =>
  a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

/** No name stands before the answer. @param {SpacePlan} plan @param {Rig} rig @returns {Area[]} */
function barsBox(plan, rig) {
  const pane = [...plan.panes.values()].find(({ form }) => form === "bars");
  const corners = pane ? cornersOf(pane).map(rig.place) : [];
  if (corners.some(({ depth }) => depth <= 0) || !corners.length) return [];
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const [left, right] = [Math.min(...xs) - 22, Math.max(...xs) + 36];
  return [{ left, right, top: Math.min(...ys) - 2, bottom: Math.max(...ys) }];
}

/** @param {HTMLElement} root @param {SpacePlan} plan @param {Rig} rig */
function placeClasses(root, plan, rig) {
  const pane = [...plan.panes.values()].find(({ form }) => form === "bars");
  const list = root.querySelector(".space-classes");
  if (!pane || !(list instanceof HTMLElement)) return;
  const units = pane.sheet.size;
  const row = (/** @type {number} */ unit, /** @type {number} */ x) =>
    rig.place(onPane(pane, x, ((unit + 0.5) * pane.height) / units));
  const high = Math.abs(row(1, 0).y - row(0, 0).y);
  list.classList.toggle("tight", high < 9.5);
  list.classList.toggle("glass", rig.glass.peek().has(pane.stage.id));
  list.style.fontSize = `${Math.min(13, Math.max(9, 0.72 * high))}px`;
  [...list.children].forEach((line, unit) => {
    const [name, value] = /** @type {HTMLElement[]} */ ([...line.children]);
    const turned = row(unit, 0).x > row(unit, pane.width).x;
    const [left, right] = turned ? [pane.width + 1, -1] : [-1, pane.width + 1];
    const [a, b] = [row(unit, left), row(unit, right)];
    name.style.transform = `translate(${Math.round(a.x)}px, ${Math.round(a.y)}px) translate(-100%, -50%)`;
    value.style.transform = `translate(${Math.round(b.x)}px, ${Math.round(b.y)}px) translate(0, -50%)`;
    const hidden = (/** @type {number} */ x) =>
      rig.hides(onPane(pane, x, ((unit + 0.5) * pane.height) / units));
    name.classList.toggle("away", a.depth <= 0 || hidden(left));
    value.classList.toggle("away", b.depth <= 0 || hidden(right));
  });
}

/** The numbers beside the bars. @param {HTMLElement} root @param {FlowContext} context @param {Rig} rig */
export function writeClasses(root, { state, model }, rig) {
  const frame = state.frame.peek();
  const pane = [...rig.plan.peek().panes.values()].find(({ form }) => form === "bars");
  const rows = root.querySelectorAll(".space-classes li");
  const layer = pane && model.shown.peek().get(pane.stage.id);
  const tensor = frame && layer && shownNumbers(state, model, frame, layer).tensor;
  if (!frame || tensor?.data.length !== rows.length) return;
  rows.forEach((row, unit) => {
    write(row.children[1], short(tensor.data[unit]));
    row.classList.toggle("top", unit === frame.index);
  });
}
