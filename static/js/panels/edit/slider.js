/** A number by slider or by keys, with a mark and a way back to the original. */
import { html } from "../../core/ui.js";

/** As many digits as the step has. @param {number} value @param {number} step */
const written = (value, step) =>
  value.toFixed(Math.max(0, Math.min(6, Math.ceil(-Math.log10(step)))));

/**
 * @param {object} props
 * @param {string} props.id
 * @param {string} props.label
 * @param {number} props.value
 * @param {number} props.original
 * @param {[number, number]} props.range
 * @param {number} props.step
 * @param {(value: number | null) => void} props.change null: as it was
 */
export function Slider({ id, label, value, original, range: [low, high], step, change }) {
  const set = (/** @type {number} */ next) => {
    if (!Number.isFinite(next)) return;
    change(Math.abs(next - original) < step / 2 ? null : Number(next.toPrecision(5)));
  };
  const at = (original - low) / (high - low);
  return html`<div class="slider">
    <label for=${id}>${label}</label>
    <span class="slider-track" style=${{ "--at": at.toFixed(4) }}>
      <input
        type="range"
        id=${id}
        min=${low}
        max=${high}
        step=${step}
        value=${Math.min(high, Math.max(low, value))}
        title="Double-click: as it was"
        onInput=${(/** @type {any} */ event) => set(Number(event.target.value))}
        onDblClick=${() => change(null)}
      />
    </span>
    <input
      type="number"
      aria-label=${`${label}, as a number`}
      step=${step}
      value=${written(value, step)}
      onChange=${(/** @type {any} */ event) => set(Number(event.target.value))}
    />
    <button
      type="button"
      class="button"
      aria-label=${`${label}: as it was`}
      title=${`As it was: ${written(original, step)}`}
      disabled=${value === original}
      onClick=${() => change(null)}
    >
      ↺
    </button>
  </div>`;
}
