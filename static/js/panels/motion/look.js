/** What the player shows at one moment: a cell and, once it is here, that very cell's arithmetic. */
import { PALETTES, extentOf } from "../../core/colormap.js";
import { isAbout, placeAt } from "../../core/motion.js";
import { useRef } from "../../core/ui.js";
import { extentIn, tonesOf } from "../../kinds/index.js";

/** @import { Anatomy, Cell, Frame, LayerSpec, Motion, Pick } from "../../types.js" */
/** @import { Palette } from "../../core/colormap.js" */
/** @import { Scene } from "../../kinds/kind.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Painted } from "./plane.js" */

/**
 * @typedef {object} Look
 * @property {Motion} motion
 * @property {LayerSpec} layer
 * @property {Pick} place
 * @property {Cell | null} cell of this place, or null: it is not here yet, or there is no time to show it
 * @property {Frame | null} frame
 * @property {Scene} scene
 * @property {Palette} palette
 * @property {number} room pixels: how high pictures may be
 * @property {(layer: LayerSpec, start: number, order: Int32Array | null) => Painted | null} painted
 */

/** @typedef {{motion: Motion, cell: Cell | null}} Moment */

/**
 * Cell and arithmetic move together: until an answer is here, the step before stays, so that no
 * number ever stands beside another cell. After a leap nothing stays: the arithmetic is left out.
 *
 * @param {State} state
 * @param {LayerSpec} layer
 * @param {Motion} motion
 * @returns {Moment}
 */
export function useMoment(state, layer, motion) {
  const last = useRef(/** @type {Moment | null} */ (null));
  const cell = state.frame.value?.cell;
  const here = cell && isAbout(cell, layer, placeAt(layer, motion)) ? cell : null;
  const before = last.current;
  const near =
    before?.cell &&
    before.motion.layer === motion.layer &&
    before.motion.channel === motion.channel &&
    Math.abs(before.motion.at - motion.at) <= 1;
  const waits = !here && !motion.fast && near;
  last.current = waits ? before : { motion, cell: motion.fast ? null : here };
  return last.current;
}

/**
 * @param {State} state
 * @param {Anatomy} anatomy
 * @param {LayerSpec} layer
 * @param {Moment} moment
 * @param {number} room
 * @returns {Look}
 */
export function lookAt(state, anatomy, layer, { motion, cell }, room) {
  const byName = new Map(anatomy.layers.map((each) => [each.name, each]));
  const frame = state.frame.value;
  const tones = tonesOf(anatomy.layers);
  const palette = PALETTES[state.dark.value ? "dark" : "light"];
  const sources = layer.inputs.flatMap((name) => byName.get(name) ?? []);
  const numbers = sources[0] && frame?.tensors.get(sources[0].name)?.data;
  const single = state.scale.value === "map";

  /** @param {LayerSpec} of @param {number} start @param {Int32Array | null} order @returns {Painted | null} */
  const painted = (of, start, order) => {
    const values = frame?.tensors.get(of.name)?.data;
    if (!values || values.length !== of.outputs) return null;
    const tone = tones.get(of.name) ?? "signed";
    const size = of.shape.length > 1 ? of.outputs / of.shape[0] : 0;
    const first = size && Math.floor(start / size) * size;
    const extent =
      single && of.shape[0] > 1 && size
        ? extentOf(values, tone, first, first + size)
        : extentIn(of, values, tone);
    return { raster: { values, start, order }, extent, colours: palette[tone] };
  };
  return {
    motion,
    layer,
    place: placeAt(layer, motion),
    cell,
    frame,
    palette,
    room,
    painted,
    scene: {
      layer,
      sources,
      layerNamed: (name) => byName.get(name),
      classes: anatomy.classes,
      part: -1,
      reach: numbers && Math.max(3, 1.05 * extentOf(numbers, "signed")[1]),
    },
  };
}
