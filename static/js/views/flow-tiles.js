/** The canvases of every layer, found once when its column is mounted. */
import { softContext } from "../render/raster.js";
import { sheetOf } from "../layout/sheet.js";
import { signal } from "../core/signals.js";

/** @import { LayerSpec } from "../types.js" */
/** @import { Sheet } from "../layout/sheet.js" */

/**
 * @typedef {object} Tiles one layer's part of the page
 * @property {LayerSpec} layer
 * @property {HTMLElement} column
 * @property {HTMLElement} wrapper
 * @property {Sheet} sheet
 * @property {HTMLCanvasElement[]} canvases by channel
 * @property {(CanvasRenderingContext2D | undefined)[]} contexts made when first painted
 */

/** One picture for all that a column shows. @typedef {"plate" | "kernels"} Picture */

/** @typedef {ReturnType<typeof createTiles>} TileRegistry */

export function createTiles() {
  /** @type {Map<string, Tiles>} */
  const known = new Map();
  /** Grows when canvases come or go: time to paint. */
  const version = signal(0);

  return {
    version,
    known,

    /** @param {LayerSpec} layer @param {HTMLElement} column */
    register(layer, column) {
      const wrapper = [...column.querySelectorAll("[data-layer]")].find(
        (element) => element instanceof HTMLElement && element.dataset.layer === layer.name,
      );
      if (!(wrapper instanceof HTMLElement)) return;
      known.set(layer.name, {
        layer,
        column,
        wrapper,
        sheet: sheetOf(layer.shape),
        canvases: [...wrapper.querySelectorAll("canvas")],
        contexts: [],
      });
      version.value = version.peek() + 1;
    },

    /** Canvases on the page. */
    count: () => [...known.values()].reduce((sum, { canvases }) => sum + canvases.length, 0),

    /** @param {LayerSpec} layer */
    forget(layer) {
      if (known.get(layer.name)?.layer === layer) known.delete(layer.name);
    },
  };
}

/** @param {Tiles} tiles @param {number} channel */
export const contextOf = (tiles, channel) =>
  (tiles.contexts[channel] ??= softContext(tiles.canvases[channel]));

/** @param {Tiles} tiles @param {Picture} name @returns {HTMLCanvasElement | null} */
export const pictureOf = ({ column }, name) => column.querySelector(`canvas.${name}`);
