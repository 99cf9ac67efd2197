/** The bottom of the page: how the picked number came to be, whatever its layer. */
import { html, useMemo, useRef, useSignal } from "../core/ui.js";
import { isAbout } from "../core/motion.js";
import { joining, kindOf } from "../kinds/index.js";
import { stagesOf } from "../layout/stages.js";
import { Block } from "./blocks.js";
import { Head } from "./cell-head.js";
import { chainOf } from "./chain.js";
import { PartsStrip } from "./parts.js";
import { usePlayer } from "./play.js";
import { Result } from "./result.js";
import { recomputedFrom, withScale } from "./scale.js";
import { Summary } from "./summary.js";

/** @import { Anatomy, Cell, LayerSpec, Pick } from "../types.js" */
/** @import { State } from "../state/store.js" */
/** @import { Actions } from "../state/actions.js" */
/** @import { Explanation } from "../kinds/kind.js" */
/** @import { Step } from "./chain.js" */

/** @param {{state: State, actions: Actions}} props */
export function Arithmetic({ state, actions }) {
  const anatomy = state.anatomy.value;
  const picked = state.picked.value;
  const cell = useNewestCell(state, anatomy, picked);
  const motion = state.motion.value;
  const Player = usePlayer(motion !== null);
  if (!anatomy) return null;
  const moving = motion && anatomy.layers.find(({ name }) => name === motion.layer);
  if (moving && Player) {
    return html`<${Player} ...${{ state, actions, anatomy, layer: moving, motion }} />`;
  }
  if (!picked || !cell) {
    return html`<${Summary} anatomy=${anatomy} state=${state} actions=${actions} />`;
  }
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
  const cell = picked && state.frame.value?.cell; // nothing picked: frames are none of its business
  const layer = anatomy?.layers.find(({ name }) => name === picked?.layer);
  if (!picked || !anatomy) last.current = null;
  else if (cell && layer && isAbout(cell, layer, picked)) {
    last.current = { network: anatomy.id, cell };
  }
  return last.current?.network === anatomy?.id ? (last.current?.cell ?? null) : null;
}

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
  const sources = layer.inputs.flatMap((name) => byName.get(name) ?? []);
  const explanation = kindOf(layer).explain(cell, {
    layer,
    sources,
    layerNamed: (name) => byName.get(name),
    classes: anatomy.classes,
    part: part.value.layer === layer.name ? part.value.shown : null,
  });
  const { parts } = explanation;
  const chain = chainOf(stage?.layers ?? [], layer, cell, state.frame.value, state.edits.value);
  const choose = (/** @type {number | null} */ shown) => {
    part.value = { layer: layer.name, shown };
  };
  return html`<div
    class=${parts ? "cell with-parts" : "cell"}
    data-cell=${layer.name}
    data-operation=${cell.operation}
  >
    <${Head} ...${{ state, actions, layer, stage, cell, sources }} />
    ${parts && html`<${PartsStrip} parts=${parts} dark=${state.dark.value} choose=${choose} />`}
    <${Row} ...${{ explanation, chain, cell, layer, dark: state.dark.value }} />
  </div>`;
}

/**
 * Blocks, the sum, pictures.
 *
 * @param {{explanation: Explanation, chain: Step[], cell: Cell, layer: LayerSpec, dark: boolean}} props
 */
function Row({ explanation: { blocks, lines: sums, pictures = [] }, chain, cell, layer, dark }) {
  const lines = withScale(sums, cell);
  const recomputed = recomputedFrom(cell, layer);
  return html`<div class="cell-row">
    ${blocks.map((block, at) => html`<${Block} key=${`${at}${block.block}`} block=${block} dark=${dark} />`)}
    ${arrowNeeded(blocks) && html`<span class="sign" aria-hidden="true">→</span>`}
    <${Result} lines=${lines} chain=${chain} cell=${cell} recomputed=${recomputed} />
    ${pictures.map((block, at) => html`<${Block} key=${`p${at}`} block=${block} dark=${dark} />`)}
  </div>`;
}

/** @param {import("../kinds/kind.js").Block[]} blocks */
const arrowNeeded = (blocks) => !["sign", "note"].includes(blocks[blocks.length - 1]?.block);
