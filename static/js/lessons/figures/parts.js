/** What several figures have: a choice among a few values, and bars for shares. */
import { html } from "../../core/ui.js";
import { percent } from "../../core/verdict.js";

/** @param {{title: string, values: readonly (string | number)[], chosen: {value: any}, unit?: string}} props */
export function Field({ title, values, chosen, unit = "" }) {
  return html`<div class="figure-field">
    <span>${title}</span>
    <div class="segments" role="group" aria-label=${title}>
      ${values.map(
        (value) =>
          html`<button
            type="button"
            key=${value}
            aria-pressed=${chosen.value === value}
            onClick=${() => (chosen.value = value)}
          >
            ${value}
          </button>`,
      )}
    </div>
    <span>${unit}</span>
  </div>`;
}

/** With a real minus sign. @param {number} value @param {number} [digits] after the point */
export const signed = (value, digits = 2) => value.toFixed(digits).replace("-", "−");

/** @param {{names: string[], shares: number[]}} props */
export function Shares({ names, shares }) {
  return html`<ul class="figure-shares">
    ${names.map(
      (name, at) =>
        html`<li key=${name}>
          <b>${name}</b>
          <span class="figure-track" aria-hidden="true">
            <span style=${{ width: `${100 * shares[at]}%` }}></span>
          </span>
          <span>${percent(shares[at])}</span>
        </li>`,
    )}
  </ul>`;
}
