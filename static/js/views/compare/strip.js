/** Between the two flows: what each of them is and says, and the number that is pointed at in both. */
import { honest } from "../../core/verdict.js";
import { html } from "../../core/ui.js";
import { placeOf } from "../../kinds/text.js";
import { flatIndex } from "../../layout/sheet.js";
import { sceneOn } from "../flow-scene.js";
import { brief, valueAt } from "../flow-words.js";
import { Segments } from "../segments.js";
import { nameOfA, nameOfB } from "./words.js";

/** @import { Prediction } from "../../types.js" */
/** @import { Comparison } from "../../state/comparison.js" */
/** @import { State } from "../../state/store.js" */

/** @param {{state: State, comparison: Comparison}} props */
export function Strip({ state, comparison }) {
  const { side, said, other } = comparison;
  const found = said.value;
  const choose = (/** @type {string} */ name) =>
    comparison.set({ difference: name === "difference" });
  return html`
    <p class="beside-side" title=${`A, above: ${nameOfA(state)}`}>
      <b class="beside-name">A</b><span class="beside-what">${nameOfA(state)}</span>
      <${Says} said=${found?.donor} />
    </p>
    <p class="beside-side" title=${`B, below: ${nameOfB(comparison)}`}>
      <b class="beside-name">B</b><span class="beside-what">${nameOfB(comparison)}</span>
      <${Says} said=${found?.patched} />
    </p>
    <p class="beside-number" aria-hidden="true">${numbers(state, comparison)}</p>
    <p class="visually-hidden" role="status" id="beside-spoken">${spoken(state, comparison)}</p>
    <div class="beside-tools">
      <${Segments}
        label="B shows"
        value=${other.value?.difference ? "difference" : "own"}
        choices=${[
          ["own", "B", "What the layers of B say"],
          ["difference", "B − A", "By how much B is above A: amber is more, blue is less"],
        ]}
        choose=${choose}
      />
      <button
        type="button"
        class="button"
        aria-label="End the comparison"
        title="End the comparison"
        onClick=${comparison.end}
      >
        ✕
      </button>
    </div>
    ${comparison.problem.value && html`<p class="beside-problem" role="alert">${comparison.problem.value}</p>`}
    ${side.anatomy.value === null && html`<p class="beside-number">One moment …</p>`}
  `;
}

/** @param {{said: Prediction | undefined}} props */
const Says = ({ said }) =>
  said && html`<span class="beside-says"><b>${said.label}</b> ${honest(said.probability)}</span>`;

/** "A 2.89 · B 3.11 · B − A +0.22" of the cell that is pointed at, or held. @param {State} state @param {Comparison} comparison */
function numbers(state, comparison) {
  const { side } = comparison;
  const [a, b] = [pickedIn(state, "flow"), pickedIn(side, "other")];
  if (!a && !b) return "Point at a number: it shows in both";
  if (!b) return `A ${a?.text} · no counterpart in B`;
  if (!a) return `B ${b.text} · no counterpart in A`;
  const by = side.frame.value?.differences?.get(b.layer.name)?.data[flatIndex(b.layer, b.pick)];
  const apart = by === undefined ? "sizes differ" : `B − A ${by > 0 ? "+" : ""}${brief(by)}`;
  return `A ${a.text} · B ${b.text} · ${apart}`;
}

/** @param {State} state @param {Comparison} comparison */
function spoken(state, comparison) {
  const { pin, anatomy } = state;
  const [a, b] = [pin.value, comparison.side.pin.value];
  const one = a ? anatomy.value : comparison.side.anatomy.value;
  const pick = a ?? b;
  const layer = one?.layers.find(({ name }) => name === pick?.layer);
  if (!pick || !layer) return "";
  return `${placeOf(layer, pick, one?.classes)}: ${numbers(state, comparison)}.`;
}

/**
 * The number that the column shows of what is picked, as the tip beside it.
 *
 * @param {State} state
 * @param {string} flow
 */
function pickedIn({ picked, anatomy, frame }, flow) {
  const pick = picked.value;
  const own = anatomy.value?.layers.find(({ name }) => name === pick?.layer);
  if (!pick || !own) return null;
  const model = sceneOn(document.getElementById(flow))?.model;
  const shown = model?.shown.value.get(model.stageOf(own.name)?.id ?? "");
  const layer = shown && shown.shape.join() === own.shape.join() ? shown : own;
  const value = valueAt(frame.value, layer, pick);
  return { pick, layer, text: value === null ? "–" : brief(value) };
}
