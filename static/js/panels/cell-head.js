/** Above the arithmetic: what it is, the layers of its column, small steps for fingers, and Play. */
import { html } from "../core/ui.js";
import { pickAt, ravel, unravel } from "../core/geometry.js";
import { kindOf } from "../kinds/index.js";
import { placeOf } from "../kinds/text.js";
import { Segments } from "../views/segments.js";
import { Play } from "./play.js";

/** @import { Cell, LayerSpec, Pick } from "../types.js" */
/** @import { State } from "../state/store.js" */
/** @import { Actions } from "../state/actions.js" */

/**
 * What it is, in words; the layers of its column to switch between; small steps for fingers.
 *
 * @param {{state: State, actions: Actions, layer: LayerSpec, cell: Cell, sources: LayerSpec[],
 *   stage: import("../layout/stages.js").Stage | undefined}} props
 */
export function Head({ state, actions, layer, stage, cell, sources }) {
  const pick = state.picked.value;
  if (!pick) return null;
  const classes = state.anatomy.value?.classes ?? [];
  const facts = [layer.name, ...kindOf(layer).facts(layer, sources, cell.index[0])];
  const others = stage && stage.layers.length > 1 ? stage.layers : [];
  const open = (/** @type {string} */ wanted) => {
    const other = others.find(({ name }) => name === wanted);
    if (other) actions.holdCell(movedTo(other, layer, cell));
  };
  return html`<header class="cell-head">
    <h2>${placeOf(layer, movedTo(layer, layer, cell), classes)}</h2>
    <p class="facts">
      ${facts.join(" · ")}
      <${Wanted} network=${state.networkId.value} layer=${layer} channel=${cell.index[0]} />
    </p>
    ${
      others.length > 0 &&
      html`<${Segments}
        label="Layers of this column"
        value=${layer.name}
        choices=${others.map(({ name, title }) => [name, title])}
        choose=${open}
      />`
    }
    <${Play} state=${state} actions=${actions} pick=${() => movedTo(layer, layer, cell)} />
    ${state.pin.value && html`<${Steps} actions=${actions} layer=${layer} />`}
  </header>`;
}

/** The same number in another layer of the column. @param {LayerSpec} to @param {LayerSpec} from @param {Cell} cell @returns {Pick} */
function movedTo(to, from, cell) {
  const same = to.shape.join() === from.shape.join();
  const index = same ? cell.index : unravel(to.shape, ravel(from.shape, cell.index));
  return pickAt(to, index);
}

/** Kinds of layer whose numbers are another layer's. */
const REPEATING = ["input", "flatten", "reshape", "dropout"];

/** The way to the page about a unit. @param {{network: string, layer: LayerSpec, channel: number}} props */
export function Wanted({ network, layer, channel }) {
  if (REPEATING.includes(layer.kind)) return null;
  const path = [network, layer.name, String(channel)].map(encodeURIComponent).join("/");
  const what = layer.shape.length > 1 ? "channel" : "unit";
  return html`${" "}<a class="wanted" href=${`/units/${path}`}>What does this ${what} want?</a>`;
}

/** Walk by finger; the keyboard has its arrows. @param {{actions: Actions, layer: LayerSpec}} props */
function Steps({ actions, layer }) {
  const flat = layer.shape.length === 1;
  /** @type {[string, string, number, number, number][]} */
  const moves = flat
    ? [
        ["‹", "Unit before", 0, 0, -1],
        ["›", "Unit after", 0, 0, 1],
      ]
    : [
        ["←", "Left", -1, 0, 0],
        ["→", "Right", 1, 0, 0],
        ["↑", "Up", 0, -1, 0],
        ["↓", "Down", 0, 1, 0],
        ["−", "Map before", 0, 0, -1],
        ["+", "Map after", 0, 0, 1],
      ];
  return html`<div class="steps" role="group" aria-label="Walk">
    ${moves.map(
      ([sign, name, columns, rows, channels]) =>
        html`<button
          type="button"
          class="button"
          aria-label=${name}
          title=${name}
          onClick=${() => actions.walkPin(columns, rows, channels)}
        >
          ${sign}
        </button>`,
    )}
    <button
      type="button"
      class="button let-go"
      aria-label="Let go"
      title="Let go (Esc)"
      onClick=${actions.unpin}
    >
      ✕
    </button>
  </div>`;
}
