/** Between space and the numbers: which cell a ray meets, and where cells and regions lie. */
import { boxesOf, isAll } from "../places.js";
import { pixelOf } from "../sheet.js";
import { onPane } from "./plan.js";

/** @import { LayerSpec, Pick } from "../../types.js" */
/** @import { Region } from "../../core/geometry.js" */
/** @import { Box } from "../plan.js" */
/** @import { Ray, Vec } from "./camera.js" */
/** @import { Pane, SpacePlan } from "./plan.js" */

/** @typedef {{pane: Pane, map: number, x: number, y: number, away: number}} SpaceHit a pixel of a map; `away` along the ray */

/** @typedef {Box & {map: number}} Placed on a pane, from its corner on */

/**
 * The nearest map, unit or bar that a ray meets.
 *
 * @param {SpacePlan} plan
 * @param {Ray} ray
 * @param {(pane: Pane) => boolean} [solid] others are glass
 * @returns {SpaceHit | null}
 */
export function hitOn(plan, { origin, direction }, solid = () => true) {
  /** @type {SpaceHit | null} */
  let best = null;
  for (const pane of plan.panes.values()) {
    const away = (pane.corner[0] - origin[0]) / direction[0];
    if (!(away > 0) || (best && away >= best.away) || !solid(pane)) continue;
    const x = origin[2] + away * direction[2] - pane.corner[2];
    const y = pane.corner[1] - origin[1] - away * direction[1];
    const hit = pixelAt(pane, x, y);
    if (hit) best = { pane, ...hit, away };
  }
  return best;
}

/** @param {Pane} pane @param {number} x @param {number} y */
function pixelAt({ form, sheet, slots, width, height }, x, y) {
  if (x < 0 || y < 0 || x >= width || y >= height) return null;
  if (form === "bars") return { map: 0, x: 0, y: Math.floor((y / height) * sheet.height) };
  const map = slots.findIndex(
    (box) => x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height,
  );
  if (map < 0) return null;
  const box = slots[map];
  const across = Math.floor(((x - box.x) / box.width) * sheet.width);
  const down = Math.floor(((y - box.y) / box.height) * sheet.height);
  return { map, x: Math.min(across, sheet.width - 1), y: Math.min(down, sheet.height - 1) };
}

/**
 * The boxes of a region on the maps that have a place.
 *
 * @param {Pane} pane
 * @param {LayerSpec} layer what the pane shows
 * @param {Region} region of this layer
 * @returns {Placed[]}
 */
export function regionOn({ form, sheet, slots }, layer, region) {
  const spot = { face: { form, sheet }, slots, box: slots[0] };
  return boxesOf(spot, [...slots.keys()], layer, region);
}

/** The box of one cell; null where its map has no place. @param {Pane} pane @param {LayerSpec} layer @param {Pick} pick @returns {Placed | null} */
export function cellOn({ sheet, slots }, layer, pick) {
  const { map, x, y } = pixelOf(layer, sheet, pick);
  const slot = slots[map];
  if (!slot) return null;
  const [width, height] = [slot.width / sheet.width, slot.height / sheet.height];
  return { map, x: slot.x + x * width, y: slot.y + y * height, width, height };
}

/** @param {Pane} pane @param {Box} box on it @returns {Vec} */
export const middleOf = (pane, { x, y, width, height }) =>
  onPane(pane, x + width / 2, y + height / 2);

/** Around it, in order. @param {Pane} pane @param {Box} box on it @returns {Vec[]} */
export const frameOf = (pane, { x, y, width, height }) => [
  onPane(pane, x, y),
  onPane(pane, x + width, y),
  onPane(pane, x + width, y + height),
  onPane(pane, x, y + height),
];

/**
 * @typedef {object} Frustum a part of the pyramid: what a box on one pane sees on another
 * @property {Pane} to
 * @property {Box} top
 * @property {Pane} from nearer to the input
 * @property {Box} base
 * @property {boolean} whole all of the layer is seen
 */

/** @typedef {{layer: LayerSpec, region: Region}} Sight what a pane shows, and what of it is seen */

/**
 * What the picked cell sees, pane by pane back to the input. Where many maps are seen, it goes through
 * one of them; where all of a layer is seen, through the whole pane.
 *
 * @param {SpacePlan} plan
 * @param {(pane: Pane) => Sight | null} sightOf null: nothing of it is seen
 * @param {(pane: Pane, boxes: Placed[]) => Placed} oneOf the box that stands for all
 * @returns {Frustum[]}
 */
export function pyramidOf({ panes, edges }, sightOf, oneOf) {
  /** @type {Map<string, Box | null>} */
  const known = new Map();
  const boxOf = (/** @type {Pane} */ pane) => {
    const { id } = pane.stage;
    const box = known.has(id) ? known.get(id) : boxSeen(pane, sightOf(pane), oneOf);
    known.set(id, box ?? null);
    return box;
  };
  return edges.flatMap((edge) => {
    const [from, to] = [panes.get(edge.from), panes.get(edge.to)];
    const [base, top] = [from && boxOf(from), to && boxOf(to)];
    const whole = base?.width === from?.width && base?.height === from?.height;
    return from && to && base && top ? [{ from, to, base, top, whole }] : [];
  });
}

/** @param {Pane} pane @param {Sight | null} sight @param {(pane: Pane, boxes: Placed[]) => Placed} oneOf @returns {Box | null} */
function boxSeen(pane, sight, oneOf) {
  if (!sight) return null;
  const { layer, region } = sight;
  const whole = { x: 0, y: 0, width: pane.width, height: pane.height };
  if (isAll(layer, region) && pane.slots.length > 1) return whole;
  const boxes = regionOn(pane, layer, region);
  if (boxes.length > 1) return oneOf(pane, boxes);
  return boxes[0] ?? pane.slots[0];
}
