/** Which map goes into which: a table that can be pointed at, and the connection's numbers. */
import { extentOf } from "../../core/colormap.js";
import { html, render, useSignal, useSignalEffect } from "../../core/ui.js";
import { layerAt } from "../anchor.js";
import { signed } from "./parts.js";
import { Picture } from "./picture.js";

/** @import { Context } from "../lesson.js" */
/** @import { Frame, LayerSpec } from "../../types.js" */

/** @typedef {{from: number, to: number}} Pair */

/** @type {Record<string, [down: number, right: number]>} */
const ARROWS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** @param {HTMLElement} root a table with a button for each connection @param {Context} context */
export function partnersFigure(root, context) {
  const live = /** @type {HTMLElement} */ (root.querySelector(".partners-live"));
  render(html`<${Live} root=${root} context=${context} />`, live);
}

/** @param {{root: HTMLElement, context: Context}} props */
function Live({ root, context: { state, pin } }) {
  const shown = useSignal(/** @type {Pair | null} */ (null));
  const place = root.dataset.place ?? "";
  const buttons = [...root.querySelectorAll("button")];
  /** @param {Pair} pair */
  const buttonOf = ({ from, to }) =>
    root.querySelector(`button[data-from="${from}"][data-to="${to}"]`);

  useSignalEffect(() => {
    const chosen = shown.value && buttonOf(shown.value);
    for (const button of buttons) {
      button.tabIndex = button === (chosen ?? buttons[0]) ? 0 : -1;
      button.setAttribute("aria-pressed", String(button === chosen));
    }
    for (const head of root.querySelectorAll("th")) {
      const scope = head.scope === "col" ? shown.value?.to : shown.value?.from;
      head.classList.toggle("seen", Number(head.textContent) - 1 === scope);
    }
  });
  useSignalEffect(() => {
    /** @param {Event} event */
    const point = (event) => {
      const button = event.target instanceof Element && event.target.closest("button");
      if (!button || !root.contains(button)) return;
      const pair = { from: Number(button.dataset.from), to: Number(button.dataset.to) };
      const known = shown.peek();
      if (known?.from === pair.from && known.to === pair.to && event.type !== "click") return;
      shown.value = pair;
      pin(root, `${place}/${pair.to}@strongest`);
    };
    /** @param {KeyboardEvent} event */
    const walk = (event) => {
      const step = ARROWS[event.key];
      if (!step || !shown.peek()) return;
      event.preventDefault();
      event.stopPropagation();
      /** @type {HTMLElement | null} */ (next(shown.peek(), step))?.focus();
    };
    /** The next connection that way. @param {Pair | null} pair @param {[number, number]} step */
    function next(pair, [down, right]) {
      let [from, to] = [pair?.from ?? 0, pair?.to ?? 0];
      for (let tried = 0; tried < buttons.length; tried++) {
        [from, to] = [from + down, to + right];
        const found = buttonOf({ from, to });
        if (found) return found;
      }
      return null;
    }
    for (const kind of ["pointerover", "focusin", "click"]) root.addEventListener(kind, point);
    root.addEventListener("keydown", walk);
  });

  const [anatomy, frame] = [state.anatomy.value, state.frame.value];
  const layer = anatomy && layerAt(anatomy, place);
  if (!shown.value || !frame || !layer || frame.network !== anatomy?.id) {
    return html`<p class="lesson-note">Point at a dot.</p>`;
  }
  const weights = state.filters.value.get(layer.name);
  return html`<${Connection}
    pair=${shown.value}
    ...${{ layer, frame, weights, dark: state.dark.value }}
  />`;
}

/** @param {{pair: Pair, layer: LayerSpec, frame: Frame, weights: import("../../types.js").Filters | undefined, dark: boolean}} props */
function Connection({ pair: { from, to }, layer, frame, weights, dark }) {
  const [before, after] = [frame.tensors.get(layer.inputs[0]), frame.tensors.get(layer.name)];
  const table = /** @type {number[][]} */ (layer.detail.table);
  const [rows, columns] = layer.kernel ?? [0, 0];
  const start = (from + to * (weights?.shape[1] ?? 0)) * rows * columns;
  const names = table[to].map((source) => source + 1).join(", ");
  return html`<div class="partners-shown">
      <${OneMap} tensor=${before} channel=${from} words=${`S2, map ${from + 1}`} dark=${dark} />
      <span aria-hidden="true">∗</span>
      <figure>
        ${
          weights &&
          html`<${Picture}
            words="The kernel between them"
            values=${weights.weights}
            start=${start}
            size=${[rows, columns]}
            extent=${extentOf(weights.weights, "signed")}
            tone="signed"
            dark=${dark}
          />`
        }
        <figcaption>kernel</figcaption>
      </figure>
      <span aria-hidden="true">→</span>
      <${OneMap} tensor=${after} channel=${to} words=${`C3, map ${to + 1}`} dark=${dark} />
    </div>
    <p class="sentence-sum" role="status">
      Map ${to + 1} of C3 reads ${table[to].length} maps: ${names}.
      ${partOf(frame, layer, from, to)}
    </p>`;
}

/** @param {{tensor: import("../../types.js").Tensor | undefined, channel: number, words: string, dark: boolean}} props */
function OneMap({ tensor, channel, words, dark }) {
  const [, rows, columns] = tensor?.shape ?? [0, 0, 0];
  return html`<figure>
    ${
      tensor &&
      html`<${Picture}
        values=${tensor.data}
        start=${channel * rows * columns}
        size=${[rows, columns]}
        extent=${extentOf(tensor.data, "signed")}
        tone="signed"
        dark=${dark}
      />`
    }
    <figcaption>${words}</figcaption>
  </figure>`;
}

/** How much of the pinned number comes over one connection. @param {Frame} frame @param {LayerSpec} layer @param {number} from @param {number} to */
function partOf({ cell }, layer, from, to) {
  if (cell?.layer !== layer.name || cell.index[0] !== to) return "";
  const at = cell.sources[0].channels?.indexOf(from) ?? -1;
  const products = /** @type {number[][][] | null} */ (cell.products);
  if (at < 0 || !products) return "";
  const part = products[at].flat().reduce((sum, one) => sum + one, 0);
  return `Of the pinned number’s sum, ${signed(cell.sum)}, map ${from + 1} of S2 gives ${signed(part)}.`;
}
