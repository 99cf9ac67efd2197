/** Between the page and the numbers: which cell lies under a point, and where a region lies. */
import { everything } from "../core/geometry.js";

/** @import { LayerSpec } from "../types.js" */
/** @import { Region } from "../core/geometry.js" */
/** @import { Face } from "./fit.js" */
/** @import { Box, Plan, Spot } from "./plan.js" */

/** @typedef {{spot: Spot, map: number, x: number, y: number}} Hit a pixel of a map's canvas */

/**
 * @param {Plan} plan
 * @param {(spot: Spot) => number[]} channels of each slot
 * @param {number} x on the scene
 * @param {number} y
 * @returns {Hit | null}
 */
export function hitAt(plan, channels, x, y) {
  for (const spot of plan.spots.values()) {
    if (!inside(spot.box, x, y)) continue;
    const slot = spot.slots.findIndex((box) => inside(box, x, y));
    if (slot < 0) continue;
    const box = spot.slots[slot];
    const { width, height } = spot.face.sheet;
    const across = spot.face.form === "bars" ? 0 : Math.floor(((x - box.x) / box.width) * width);
    const down = Math.floor(((y - box.y) / box.height) * height);
    return {
      spot,
      map: spot.face.form === "maps" ? channels(spot)[slot] : 0,
      x: Math.min(across, width - 1),
      y: Math.min(down, height - 1),
    };
  }
  return null;
}

/** @param {Box} box @param {number} x @param {number} y */
const inside = (box, x, y) =>
  x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;

/**
 * The boxes of a region on the maps that are shown.
 *
 * @param {{face: Pick<Face, "form" | "sheet">, slots: Box[], box: Box}} spot
 * @param {number[]} channels of each slot
 * @param {LayerSpec} layer what the spot shows
 * @param {Region} region of this layer
 * @returns {(Box & {map: number})[]}
 */
export function boxesOf(spot, channels, layer, region) {
  const { face, slots } = spot;
  if (face.form !== "maps") return unitBoxes(spot, region);
  return slots.flatMap((slot, at) => {
    const map = channels[at];
    if (region.channels && !region.channels.includes(map)) return [];
    return spans(layer, region).map(([x, y, wide, high]) => ({
      map,
      x: slot.x + (x / face.sheet.width) * slot.width,
      y: slot.y + (y / face.sheet.height) * slot.height,
      width: (wide / face.sheet.width) * slot.width,
      height: (high / face.sheet.height) * slot.height,
    }));
  });
}

/** @param {{face: Pick<Face, "form" | "sheet">, box: Box}} spot @param {Region} region */
function unitBoxes({ box, face }, region) {
  const { width, height, size } = face.sheet;
  if (!region.channels || region.channels.length === size) return [];
  const [across, down] = [box.width / width, box.height / height];
  return region.channels.map((unit) => ({
    map: 0,
    x: box.x + (unit % width) * across,
    y: box.y + Math.floor(unit / width) * down,
    width: across,
    height: down,
  }));
}

/**
 * A region on the canvas: one rectangle, or one on each depth slice.
 *
 * @param {LayerSpec} layer
 * @param {Region} region
 * @returns {[x: number, y: number, width: number, height: number][]}
 */
function spans(layer, region) {
  const box = region.box.length ? region.box : everything(layer).box;
  if (box.length === 0) return [[0, 0, 1, 1]];
  const [columns] = box.slice(-1);
  const [rows] = box.length > 1 ? box.slice(-2) : [[0, 0]];
  const [x, wide] = [columns[0], columns[1] - columns[0] + 1];
  const [y, high] = [rows[0], rows[1] - rows[0] + 1];
  if (box.length < 3) return [[x, y, wide, high]];
  const [, depth, height, width] = layer.shape;
  const across = Math.ceil(Math.sqrt(depth));
  return Array.from({ length: box[0][1] - box[0][0] + 1 }, (_, step) => {
    const slice = box[0][0] + step;
    const [left, top] = [slice % across, Math.floor(slice / across)];
    return [left * (width + 1) + x, top * (height + 1) + y, wide, high];
  });
}

/** Whether a region is all of a layer: nothing to outline. @param {LayerSpec} layer @param {Region} region */
export const isAll = (layer, region) =>
  region.box.every(([first, last], axis) => first === 0 && last === layer.shape[axis + 1] - 1) &&
  (!region.channels || region.channels.length === layer.shape[0]);
