/** The bottom of the page: how the picked number came to be, whatever its layer. */
import { html, useMemo, useRef, useSignal } from "../core/ui.js";
import { pickAt, positionOf, ravel, unravel } from "../core/geometry.js";
import { joining, kindOf } from "../kinds/index.js";
import { placeOf } from "../kinds/text.js";
import { stagesOf } from "../layout/stages.js";
import { Block } from "./blocks.js";
import { chainOf } from "./chain.js";
import { PartsStrip } from "./parts.js";
import { Result } from "./result.js";
import { Summary } from "./summary.js";

/** @import { Anatomy, Cell, LayerSpec, Pick } from "../types.js" */
/** @import { State } from "../state/store.js" */
/** @import { Actions } from "../state/actions.js" */
/** @import { Scene } from "../kinds/kind.js" */

/** @param {{state: State, actions: Actions}} props */
export function Arithmetic({ state, actions }) {
  const anatomy = state.anatomy.value;
  const picked = state.picked.value;
  const cell = useNewestCell(state, anatomy, picked);
  if (!anatomy) return null;
  if (!picked || !cell) return html`<${Summary} anatomy=${anatomy} state=${state} />`;
  return html`<${Explained} state=${state} actions=${actions} anatomy=${anatomy} cell=${cell} />`;
}

/**
 * The cell of the newest frame if it is the picked one; until it comes, the one before, so that
 * the panel does not flicker while the pointer moves.
 *
 * @param {State} state
 * @param {Anatomy | null} anatomy
 * @param {Pick | null} picked
 */
function useNewestCell(state, anatomy, picked) {
  const last = useRef(/** @type {{network: string, cell: Cell} | null} */ (null));
  const cell = state.frame.value?.cell;
  const layer = anatomy?.layers.find(({ name }) => name === picked?.layer);
  if (!picked || !anatomy) last.current = null;
  else if (cell && layer && isAbout(cell, layer, picked)) {
    last.current = { network: anatomy.id, cell };
  }
  return last.current?.network === anatomy?.id ? (last.current?.cell ?? null) : null;
}

/** @param {Cell} cell @param {LayerSpec} layer @param {Pick} pick */
const isAbout = (cell, layer, pick) =>
  cell.layer === pick.layer &&
  cell.index.join() === [pick.channel, ...positionOf(layer, pick)].join();

/** @param {{state: State, actions: Actions, anatomy: Anatomy, cell: Cell}} props */
function Explained({ state, actions, anatomy, cell }) {
  const part = useSignal(
    /** @type {{layer: string, shown: number | null}} */ ({ layer: "", shown: null }),
  );
  const byName = useMemo(() => new Map(anatomy.layers.map((each) => [each.name, each])), [anatomy]);
  const stages = useMemo(() => stagesOf(anatomy.layers, joining), [anatomy]);
  const layer = byName.get(cell.layer);
  if (!layer) return null;
  const stage = stages.find((each) => each.layers.includes(layer));
  const kind = kindOf(layer);
  const sources = layer.inputs.flatMap((name) => byName.get(name) ?? []);
  /** @type {Scene} */
  const scene = {
    layer,
    sources,
    layerNamed: (name) => byName.get(name),
    classes: anatomy.classes,
    part: part.value.layer === layer.name ? part.value.shown : null,
  };
  const { blocks, lines: sums, parts, pictures = [] } = kind.explain(cell, scene);
  const { scale } = cell.detail; // an edit's factor on the result
  const scaled = (scale ?? 1) === 1 ? [] : [{ label: "× scale (edited)", value: scale }];
  const lines = [...sums.slice(0, -1), ...scaled, ...sums.slice(-1)];
  const sum = kind.recompute(cell);
  const recomputed = sum === null ? null : sum * (scale ?? 1);
  const chain = chainOf(stage?.layers ?? [], layer, cell, state.frame.value, state.edits.value);
  const choose = (/** @type {number | null} */ shown) => {
    part.value = { layer: layer.name, shown };
  };
  return html`<div
    class=${parts ? "cell with-parts" : "cell"}
    data-cell=${layer.name}
    data-operation=${cell.operation}
  >
    <${Head}
      state=${state}
      actions=${actions}
      layer=${layer}
      stage=${stage}
      cell=${cell}
      sources=${sources}
    />
    ${parts && html`<${PartsStrip} parts=${parts} dark=${state.dark.value} choose=${choose} />`}
    <div class="cell-row">
      ${blocks.map((block, at) => html`<${Block} key=${`${at}${block.block}`} block=${block} dark=${state.dark.value} />`)}
      ${arrowNeeded(blocks) && html`<span class="sign" aria-hidden="true">→</span>`}
      <${Result} lines=${lines} chain=${chain} cell=${cell} recomputed=${recomputed} />
      ${pictures.map((block, at) => html`<${Block} key=${`p${at}`} block=${block} dark=${state.dark.value} />`)}
    </div>
  </div>`;
}

/** @param {import("../kinds/kind.js").Block[]} blocks */
const arrowNeeded = (blocks) => !["sign", "note"].includes(blocks[blocks.length - 1]?.block);

/**
 * What it is, in words; the layers of its column to switch between; small steps for fingers.
 *
 * @param {{state: State, actions: Actions, layer: LayerSpec, cell: Cell, sources: LayerSpec[],
 *   stage: import("../layout/stages.js").Stage | undefined}} props
 */
function Head({ state, actions, layer, stage, cell, sources }) {
  const pick = state.picked.value;
  if (!pick) return null;
  const classes = state.anatomy.value?.classes ?? [];
  const facts = [layer.name, ...kindOf(layer).facts(layer, sources, cell.index[0])];
  const others = stage && stage.layers.length > 1 ? stage.layers : [];
  const open = (/** @type {LayerSpec} */ other) => {
    state.pin.value = movedTo(other, layer, cell);
  };
  return html`<header class="cell-head">
    <h2>${placeOf(layer, movedTo(layer, layer, cell), classes)}</h2>
    <p class="facts">${facts.join(" · ")}</p>
    ${
      others.length > 0 &&
      html`<div class="segments small" role="group" aria-label="Layers of this column">
        ${others.map(
          (other) =>
            html`<button type="button" aria-pressed=${other === layer} onClick=${() => open(other)}>
              ${other.title}
            </button>`,
        )}
      </div>`
    }
    ${state.pin.value && html`<${Steps} actions=${actions} layer=${layer} />`}
  </header>`;
}

/** The same number in another layer of the column. @param {LayerSpec} to @param {LayerSpec} from @param {Cell} cell @returns {Pick} */
function movedTo(to, from, cell) {
  const same = to.shape.join() === from.shape.join();
  const index = same ? cell.index : unravel(to.shape, ravel(from.shape, cell.index));
  return pickAt(to, index);
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
          aria-label=${name}
          title=${name}
          onClick=${() => actions.walkPin(columns, rows, channels)}
        >
          ${sign}
        </button>`,
    )}
    <button
      type="button"
      class="let-go"
      aria-label="Let go"
      title="Let go (Esc)"
      onClick=${actions.unpin}
    >
      ✕
    </button>
  </div>`;
}
