/** What the changes did to the answer, and how far it falls without each channel. */
import { html } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";
import { Segments } from "../../views/segments.js";

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */

/** @param {{state: State, actions: Actions}} context */
export function Effect({ state, actions }) {
  const frame = state.frame.value;
  const before = state.edits.value.length && !state.bare.value ? frame?.baseline : null;
  const on = state.badged.value;
  return html`<section class="edit-part" aria-labelledby="effect-title">
    <h3 id="effect-title">Effect</h3>
    ${
      before &&
      frame &&
      html`<p class="before-after" id="before-after">
        <span><b>${before.label}</b> ${honest(before.probability)}</span>
        <span aria-label="now"> → </span>
        <span><b>${frame.label}</b> ${honest(frame.probability)}</span>
      </p>`
    }
    <label class="check">
      <input
        type="checkbox"
        id="edit-badges"
        checked=${on}
        onChange=${(/** @type {any} */ event) => actions.setBadges(event.target.checked)}
      />Badges: how far the answer falls without each map and unit
    </label>
    ${on && html`<${Measure} state=${state} actions=${actions} />`}
  </section>`;
}

/** In what the badges count. @param {{state: State, actions: Actions}} context */
function Measure({ state, actions }) {
  const chosen = state.counted.value !== null;
  const certain = chosen ? "" : "The network is certain here, so its margin is counted. ";
  return html`<${Segments}
      label="Badges count"
      value=${state.measure.value}
      choices=${[
        ["points", "Probability", "Percentage points of the answer's probability"],
        ["margin", "Margin", "The answer's logit above the best other one"],
      ]}
      choose=${actions.setMeasure}
    />
    <p class="edit-note">
      ${
        state.measure.value === "points"
          ? "−31: the answer's probability falls by 31 points when this one is off. A filled badge: the network then answers something else."
          : `${certain}−2.5: the answer's logit comes 2.5 nearer to the best other one. This tells channels apart even where the network is certain.`
      }
      ${" "}The last column has no badges: it is the answer itself.
    </p>`;
}
