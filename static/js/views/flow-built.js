/** While a map is being built in the player, its tile shows no more of it than the player does. */
import { cellsOf, isWhole } from "../core/motion.js";

/** @import { LayerSpec } from "../types.js" */
/** @import { Sheet } from "../layout/sheet.js" */
/** @import { State } from "../state/store.js" */
/** @import { Model } from "./flow-model.js" */

/**
 * Which number each pixel of a tile shows, -1 for those that are still to come; null: all are there.
 * Another layer of the same column, with the same cells, is built along with it.
 *
 * @param {State} state
 * @param {Model} model
 * @param {LayerSpec} layer
 * @param {Sheet} sheet
 * @param {number} channel
 * @returns {Int32Array | null}
 */
export function builtOrder(state, model, layer, sheet, channel) {
  const motion = state.motion.peek();
  if (!motion || (!sheet.flat && channel !== motion.channel)) return null;
  const played = model.byName.peek().get(motion.layer);
  if (!played || model.stageOf(played.name) !== model.stageOf(layer.name)) return null;
  if (played.shape.join() !== layer.shape.join() || isWhole(motion, cellsOf(played))) return null;
  const built = motion.at + (motion.beat === null ? 1 : 0);
  return Int32Array.from({ length: sheet.width * sheet.height }, (_, pixel) => {
    const at = sheet.order ? sheet.order[pixel] : pixel;
    return at < built ? at : -1;
  });
}

/** Half a shade, in either theme. */
const LINE = 0x50808080;

/** Lines across what is still to come, as in the player. @param {Uint32Array} words @param {Int32Array} built @param {number} width */
export function hatch(words, built, width) {
  for (let pixel = 0; pixel < words.length; pixel++) {
    const along = (pixel % width) + Math.floor(pixel / width);
    if (built[pixel] < 0 && along % 4 === 0) words[pixel] = LINE;
  }
}
