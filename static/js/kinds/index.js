/** The registry: what the page knows about each kind of layer. A new kind is one file and one line. */
import { extentOf } from "../core/colormap.js";
import { lookBack, regionOf } from "../core/geometry.js";
import { activation } from "./activation.js";
import { add } from "./add.js";
import { avgPool } from "./avg_pool.js";
import { concat } from "./concat.js";
import { conv } from "./conv.js";
import { dropout } from "./dropout.js";
import { flatten, reshape } from "./flatten.js";
import { input } from "./input.js";
import { linear } from "./linear.js";
import { maxPool } from "./max_pool.js";
import { norm } from "./norm.js";
import { opaque } from "./opaque.js";
import { permute } from "./permute.js";
import { rbf } from "./rbf.js";
import { logSoftmax, softmax } from "./softmax.js";
import { subsampling } from "./subsampling.js";

/** @import { LayerSpec, Pick } from "../types.js" */
/** @import { Tone } from "../core/colormap.js" */
/** @import { Kind } from "./kind.js" */

/** @type {Map<string, Kind>} */
export const KINDS = new Map(
  [
    input,
    conv,
    maxPool,
    avgPool,
    subsampling,
    activation,
    norm,
    dropout,
    flatten,
    reshape,
    permute,
    linear,
    rbf,
    add,
    concat,
    softmax,
    logSoftmax,
    opaque,
  ].map((kind) => [kind.kind, kind]),
);

/** @param {LayerSpec} layer @returns {Kind} */
export const kindOf = (layer) => KINDS.get(layer.kind) ?? opaque;

/** How stages are joined. @type {import("../layout/stages.js").Joining} */
export const joining = {
  joins: (layer) => Boolean(kindOf(layer).joins),
  silent: (layer) => Boolean(kindOf(layer).silent),
};

/** The name in a narrow column. @param {LayerSpec} layer */
export const shortTitle = (layer) => kindOf(layer).short || layer.title;

/**
 * What sort of numbers each layer puts out: amounts, or numbers of both signs.
 *
 * @param {LayerSpec[]} layers in forward order
 * @returns {Map<string, Tone>}
 */
export function tonesOf(layers) {
  /** @type {Map<string, Tone>} */
  const tones = new Map();
  for (const layer of layers) {
    const sources = layer.inputs.map((name) => tones.get(name) ?? "signed");
    tones.set(layer.name, kindOf(layer).tone(layer, sources));
  }
  return tones;
}

/**
 * What a picked number sees in every earlier layer.
 *
 * @param {LayerSpec[]} layers in forward order
 * @param {LayerSpec} layer
 * @param {Pick} pick
 */
export const seenBy = (layers, layer, pick) =>
  lookBack(layers, layer.name, regionOf(layer, pick), (each) => kindOf(each).sees);

/**
 * The numbers of a layer that get the first and the last colour: known ones, or as far as they go.
 *
 * @param {LayerSpec} layer
 * @param {ArrayLike<number>} values
 * @param {Tone} tone
 */
export const extentIn = (layer, values, tone) =>
  kindOf(layer).extent?.(layer) ?? extentOf(values, tone);
