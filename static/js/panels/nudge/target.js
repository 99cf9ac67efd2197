/** Which class it shall become. */
import { html } from "../../core/ui.js";

/** With more classes than this, they are a list to choose from. */
const MOST_CHIPS = 12;

/** @param {{classes: string[], now: string | undefined, target: string, aim: (target: string) => void}} props `now` is what it is read as */
export function Target({ classes, now, target, aim }) {
  if (classes.length > MOST_CHIPS) {
    return html`<label class="what-row">
      <span>Make it</span>
      <select
        value=${target}
        onChange=${(/** @type {any} */ event) => aim(event.currentTarget.value)}
      >
        ${classes.map((name) => html`<option key=${name} disabled=${name === now}>${name}</option>`)}
      </select>
    </label>`;
  }
  return html`<div class="what-target" role="group" aria-label="Make it">
    <span aria-hidden="true">Make it</span>
    ${classes.map(
      (name) =>
        html`<button
          type="button"
          key=${name}
          class="what-chip"
          data-target=${name}
          aria-pressed=${String(name === target)}
          disabled=${name === now && name !== target}
          onClick=${() => aim(name)}
        >
          ${name}
        </button>`,
    )}
  </div>`;
}
