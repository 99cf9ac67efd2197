/** Pointing at cells and holding on to one. */
import { pickAt, positionOf } from "../core/geometry.js";
import { recall, remember } from "./visit.js";

/** @import { LayerSpec, Pick } from "../types.js" */
/** @import { State } from "./store.js" */

const REMEMBERED = "inkling.view";

/** @param {number} value @param {number} size */
const clamp = (value, size) => Math.min(size - 1, Math.max(0, value));

/**
 * A cell's neighbour: columns, rows and channels away, as far as the layer goes. On a flat layer
 * the unit moves; `across` is how many stand in a row.
 *
 * @param {LayerSpec} layer
 * @param {Pick} pick
 * @param {{columns?: number, rows?: number, channels?: number, across?: number}} step
 * @returns {Pick}
 */
export function neighbour(layer, pick, { columns = 0, rows = 0, channels = 0, across = 1 }) {
  const [count, ...sizes] = layer.shape;
  if (sizes.length === 0) {
    const moved = pick.channel + columns + rows * across + channels;
    return moved < 0 || moved >= count ? pick : { ...pick, channel: moved };
  }
  const at = positionOf(layer, pick);
  const last = at.length - 1;
  at[last] = clamp(at[last] + columns, sizes[last]);
  if (last > 0) at[last - 1] = clamp(at[last - 1] + rows, sizes[last - 1]);
  return pickAt(layer, [clamp(pick.channel + channels, count), ...at]);
}

/** @param {Pick | null} a @param {Pick | null} b */
export const samePick = (a, b) =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.layer === b.layer &&
    a.channel === b.channel &&
    a.depth === b.depth &&
    a.row === b.row &&
    a.column === b.column);

/** @param {State} state */
export function selectionActions(state) {
  /** @param {import("../types.js").Signal<Pick | null>} target @param {Pick | null} pick */
  const set = (target, pick) => {
    if (!samePick(target.peek(), pick)) target.value = pick;
  };

  return {
    /** The pointer rests on a cell, or on none. @param {Pick | null} pick */
    hoverCell: (pick) => set(state.hover, pick),

    /** Hold a cell; holding it again lets go. @param {Pick} pick */
    pinCell: (pick) => set(state.pin, samePick(state.pin.peek(), pick) ? null : pick),

    /** Hold this cell, or none. @param {Pick | null} pick */
    holdCell: (pick) => set(state.pin, pick),

    unpin: () => set(state.pin, null),

    /**
     * Move the pin by cells; nothing happens without one.
     *
     * @param {number} columns
     * @param {number} rows
     * @param {number} [channels]
     * @param {number} [across] units in a row of a flat layer
     */
    walkPin(columns, rows, channels = 0, across = 1) {
      const pick = state.pin.peek();
      const layer = state.anatomy.peek()?.layers.find(({ name }) => name === pick?.layer);
      if (pick && layer) {
        set(state.pin, neighbour(layer, pick, { columns, rows, channels, across }));
      }
    },

    /** @param {"layer" | "map"} scale */
    setScale(scale) {
      state.scale.value = scale;
    },

    /** @param {"flat" | "space"} view */
    setView(view) {
      state.view.value = view;
      remember(REMEMBERED, view === "flat" ? null : view);
    },

    /** What was chosen on an earlier visit. */
    recallView() {
      if (recall(REMEMBERED)) state.view.value = "space";
    },

    /** @param {"after" | "before"} stage */
    setStage(stage) {
      state.stage.value = stage;
    },
  };
}
