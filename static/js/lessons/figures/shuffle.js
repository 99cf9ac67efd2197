/** The reader's ink, and the same pixels in another order. */
import { html, render } from "../../core/ui.js";
import { Thumb } from "../../panels/gallery/thumb.js";

/** @import { Context } from "../lesson.js" */

/** @param {HTMLElement} root @param {Context} context */
export function shuffleFigure(root, { state }) {
  const order = (root.dataset.order ?? "").split(" ").map(Number);
  render(html`<${Figure} ...${{ state, order }} />`, root);
}

/** @param {{state: Context["state"], order: number[]}} props */
function Figure({ state, order }) {
  const found = inputOf(state);
  if (!found || found.values.length !== order.length) return null;
  const { values, side } = found;
  const mixed = order.map((from) => values[from]);
  const size = { width: side, height: side, most: 1, dark: state.dark.value };
  return html`<div class="shuffle-figure">
    <figure>
      <${Thumb} values=${values} ...${size} />
      <figcaption>What the network gets</figcaption>
    </figure>
    <figure>
      <${Thumb} values=${mixed} ...${size} />
      <figcaption>The same ${order.length.toLocaleString("en")} numbers, shuffled</figcaption>
    </figure>
  </div>`;
}

/** What the network gets, from 0 to 1. @param {Context["state"]} state */
function inputOf(state) {
  const input = state.anatomy.value?.layers[0];
  const data = input && state.frame.value?.tensors.get(input.name)?.data;
  if (!input || !data) return null;
  const all = Array.from(data);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const values = all.map((value) => (value - least) / (most - least || 1));
  return { values, side: input.shape[2] };
}
