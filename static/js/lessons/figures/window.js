/** A window slides over the reader's ink: size, field, stride, padding and dilation by hand. */
import { effect, signal } from "../../core/signals.js";
import { html, render } from "../../core/ui.js";
import { paintWindow } from "./window-paint.js";
import { planOf, wordsOf } from "./window-plan.js";

/** @import { Context } from "../lesson.js" */
/** @import { Choice } from "./window-plan.js" */

/** @type {[keyof Choice, string, number, number][]} name, words, least, most */
const KNOBS = [
  ["size", "Drawing", 8, 32],
  ["field", "Field", 1, 11],
  ["stride", "Stride", 1, 6],
  ["padding", "Padding", 0, 5],
  ["dilation", "Dilation", 1, 4],
];

/** Places a second. */
const PACE = 12;

/** @param {HTMLElement} root @param {Context} context */
export function windowFigure(root, { state }) {
  /** @type {import("../../types.js").Signal<Choice>} */
  const choice = signal({ size: 32, field: 5, stride: 1, padding: 0, dilation: 1 });
  const at = signal(0);
  const playing = signal(false);
  let timer = 0;

  /** @param {number} by */
  const step = (by) => {
    const { count } = planOf(choice.value);
    const all = count * count;
    at.value = all ? (at.value + by + all) % all : 0;
  };
  /** @param {boolean} on */
  const play = (on) => {
    playing.value = on;
    clearInterval(timer);
    if (on) timer = window.setInterval(() => step(1), 1000 / PACE);
  };
  /** @param {keyof Choice} name @param {number} value */
  const set = (name, value) => {
    choice.value = { ...choice.value, [name]: value };
    at.value = 0;
  };

  render(html`<${Controls} ...${{ choice, playing, step, play, set }} />`, root);
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
  effect(() => {
    const frame = state.frame.value;
    const input = state.anatomy.value?.layers[0];
    const ink = input && frame?.tensors.get(input.name)?.data;
    const side = input?.shape[2] ?? 0;
    paintWindow(canvas, choice.value, at.value, ink ? { ink, side } : null, state.dark.value);
  });
}

/** @param {{choice: {value: Choice}, playing: {value: boolean}, step: (by: number) => void, play: (on: boolean) => void, set: (name: keyof Choice, value: number) => void}} props */
function Controls({ choice, playing, step, play, set }) {
  const { count } = planOf(choice.value);
  return html`<div class="window-figure">
    <canvas
      role="img"
      aria-label=${`A window of ${choice.value.field} on your drawing; it has ${count} by ${count} places`}
    ></canvas>
    <div class="window-knobs">
      ${KNOBS.map(
        ([name, words, least, most]) =>
          html`<label key=${name}>
            <span>${words}</span>
            <input
              type="range"
              min=${least}
              max=${most}
              value=${choice.value[name]}
              onInput=${(/** @type {any} */ event) => set(name, Number(event.target.value))}
            />
            <output>${choice.value[name]}</output>
          </label>`,
      )}
    </div>
    <p class="window-words" role="status">${wordsOf(choice.value)}</p>
    <div class="window-steps">
      <button type="button" class="button" onClick=${() => step(-1)} aria-label="One place back">
        ‹
      </button>
      <button
        type="button"
        class="button"
        aria-pressed=${playing.value}
        onClick=${() => play(!playing.value)}
      >
        ${playing.value ? "Pause" : "Slide"}
      </button>
      <button type="button" class="button" onClick=${() => step(1)} aria-label="One place on">
        ›
      </button>
    </div>
  </div>`;
}
