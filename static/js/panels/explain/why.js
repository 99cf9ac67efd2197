/** Why this class, and not that one? */
import { html } from "../../core/ui.js";

/** @import { Wish } from "./panel.js" */
/** @import { Pick } from "../../types.js" */

/**
 * @param {object} props
 * @param {Wish} props.wish
 * @param {(some: Partial<Wish>) => void} props.change
 * @param {string[]} props.classes
 * @param {Pick | null} props.pin
 * @param {string} props.label what the network answers
 */
export function Why({ wish, change, classes, pin, label }) {
  const target = wish.target === "@" && !pin ? "" : wish.target;
  const inner = target === "@";
  return html`<div class="explain-why">
    <label>
      <span>Why</span>
      <select
        id="explain-target"
        value=${target}
        onChange=${(/** @type {any} */ event) =>
          change({ target: event.target.value, against: clear(event.target.value, wish) })}
      >
        <option value="">${label ? `the answer (${label})` : "the answer"}</option>
        ${pin && html`<option value="@">the pinned cell (${pin.layer})</option>`}
        ${classes.map((name) => html`<option key=${name} value=${name}>${name}</option>`)}
      </select>
    </label>
    <label>
      <span>and not</span>
      <select
        id="explain-against"
        value=${inner ? "" : wish.against}
        disabled=${inner}
        onChange=${(/** @type {any} */ event) => change({ against: event.target.value })}
      >
        <option value="">–</option>
        ${classes
          .filter((name) => name !== (target || label))
          .map((name) => html`<option key=${name} value=${name}>${name}</option>`)}
      </select>
    </label>
  </div>`;
}

/** A class cannot be asked about against itself. @param {string} target @param {Wish} wish */
const clear = (target, { against }) => (target === against || target === "@" ? "" : against);
