/** Two flows above each other: what stands for the same stands in the same place. */

/** @import { Box, Plan, Spot } from "./plan.js" */

/** @typedef {Map<string, number>} Offsets pixels to the right, by stage id */

const MARGIN = 20;
/** Narrower by so many pixels each time, down to this part of the room. */
const STEP = 40;
const LEAST = 0.5;

/**
 * How far the columns of two plans move, so that those of a pair begin at the same x. Nothing
 * moves to the left, and the order stays.
 *
 * @param {Plan} above
 * @param {Plan} below
 * @param {readonly (readonly [string, string])[]} pairs stage ids, in the order of the flow
 * @returns {[Offsets, Offsets]}
 */
function aligned(above, below, pairs) {
  const plans = [above, below];
  const moved = plans.map(() => 0);
  /** @type {{from: number, by: number}[][]} */
  const steps = [[], []];
  for (const pair of pairs) {
    const at = plans.map(({ spots }, side) => spots.get(pair[side])?.box.x);
    if (at.some((x, side) => x === undefined || x < (steps[side].at(-1)?.from ?? 0))) continue;
    const [one, other] = at.map((x, side) => Number(x) + moved[side]);
    const behind = one < other ? 0 : 1;
    moved[behind] += Math.abs(one - other);
    at.forEach((x, side) => steps[side].push({ from: Number(x), by: moved[side] }));
  }
  const [a, b] = plans.map(({ spots }, side) => {
    const by = (/** @type {Spot} */ { box }) =>
      steps[side].findLast(({ from }) => from <= box.x)?.by ?? 0;
    return new Map([...spots].map(([id, spot]) => [id, by(spot)]));
  });
  return [a, b];
}

/**
 * Both plans, with what stands for the same in the same place.
 *
 * @param {(width: number) => Plan} above lays it
 * @param {(width: number) => Plan} below
 * @param {readonly (readonly [string, string])[]} pairs stage ids, in the order of the flow
 * @param {number} width of the room; they fit into it as long as they can be read there
 * @returns {[Plan, Plan]}
 */
export function laidTogether(above, below, pairs, width) {
  /** @type {[Plan, Plan]} */
  let best = [above(width), below(width)];
  let reach = Infinity;
  for (let room = width; reach > width && room > LEAST * width; room -= STEP) {
    const [a, b] = [above(room), below(room)];
    const offsets = aligned(a, b, pairs);
    /** @type {[Plan, Plan]} */
    const both = [shifted(a, offsets[0], width), shifted(b, offsets[1], width)];
    const wide = Math.max(...both.map((plan) => plan.width));
    if (wide < reach) [best, reach] = [both, wide];
  }
  return best;
}

/** @param {Plan} plan @param {Offsets} offsets @param {number} width at least @returns {Plan} */
function shifted(plan, offsets, width) {
  /** @type {Map<string, Spot>} */
  const spots = new Map();
  for (const [id, spot] of plan.spots) {
    const by = offsets.get(id) ?? 0;
    const move = (/** @type {Box} */ box) => ({ ...box, x: box.x + by });
    spots.set(id, {
      ...spot,
      box: move(spot.box),
      head: move(spot.head),
      slots: spot.slots.map(move),
      kernels: spot.kernels.map(move),
    });
  }
  const end = Math.max(...[...spots.values()].map(({ box }) => box.x + box.width));
  return { ...plan, width: Math.max(width, end + MARGIN), spots };
}
