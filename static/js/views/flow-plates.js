/** The pictures of the columns: made when a column takes its place, painted with every frame. */
import { kernelsOf, plateOf, tilesOf } from "../layout/plate.js";

/** @import { Plate, Rasters } from "../layout/plate.js" */
/** @import { Spot } from "../layout/plan.js" */
/** @import { Picture } from "./flow-tiles.js" */

/** @typedef {{ratio: number, plate: Plate}} Known */

/** @type {Record<Picture, (spot: Spot) => Rasters>} */
const RASTERS = { plate: tilesOf, kernels: kernelsOf };

/** @type {Record<Picture, WeakMap<Spot, Known>>} */
const known = { plate: new WeakMap(), kernels: new WeakMap() };

/** Sharper than two pixels for one is not seen. */
const ratioNow = () => Math.min(2, globalThis.devicePixelRatio || 1);

/** @param {Spot} spot @param {Picture} name */
export function plateFor(spot, name) {
  const ratio = ratioNow();
  const before = known[name].get(spot);
  if (before?.ratio === ratio) return before.plate;
  const plate = plateOf(RASTERS[name](spot), ratio);
  known[name].set(spot, { ratio, plate });
  return plate;
}

/** The words of one raster of a plate. @param {Plate} plate @param {number} count of its rasters @param {number} at which */
export function wordsAt({ words }, count, at) {
  const size = (words.length - 1) / count;
  return words.subarray(at * size, (at + 1) * size);
}
