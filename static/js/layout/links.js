/** Which lines run between the stages, as points: at rest, and for one picked cell. */

/** @import { Plan, Box, Spot } from "./plan.js" */
/** @import { Region } from "../core/geometry.js" */

/** @typedef {"rest" | "path" | "plus" | "minus"} Role */

/**
 * @typedef {object} Link
 * @property {number[]} points x, y, x, y …
 * @property {Role} role
 * @property {number} strength 0..1
 */

/**
 * @typedef {object} Showing what stands in the slots
 * @property {(spot: Spot) => number[]} channels of each slot, in order
 * @property {(spot: Spot) => boolean} mixes whether each output reads all of the source
 */

/** Where a line ends: a slot, a unit's row, or the whole face. @typedef {{left: number, right: number, y: number}} Port */

/** @param {Box} box @returns {Port} */
const portOf = ({ x, y, width, height }) => ({ left: x, right: x + width, y: y + height / 2 });

/**
 * The port of a channel; a unit of a grid or a bar has its row's. Null when it has no place.
 *
 * @param {Spot} spot
 * @param {number[]} channels
 * @param {number} channel
 * @returns {Port | null}
 */
export function portAt(spot, channels, channel) {
  const { face, box, slots, kernels } = spot;
  if (face.form !== "maps") {
    const row = face.form === "bars" ? channel : Math.floor(channel / face.sheet.width);
    const rows = face.form === "bars" ? face.sheet.size : face.sheet.height;
    return { left: box.x, right: box.x + box.width, y: box.y + ((row + 0.5) * box.height) / rows };
  }
  const slot = channels.indexOf(channel);
  if (slot < 0 || slot >= slots.length) return null;
  const port = portOf(slots[slot]);
  return kernels[slot] ? { ...port, left: kernels[slot].x } : port;
}

/**
 * @param {Plan} plan
 * @param {Showing} showing
 * @returns {Link[]}
 */
export function restLinks(plan, showing) {
  return plan.edges.flatMap((edge) => {
    const [from, to] = [plan.spots.get(edge.from), plan.spots.get(edge.to)];
    if (!from || !to) return [];
    if (edge.skips) return [link(around(portOf(from.box), portOf(to.box), edge.track), 0.8)];
    if (!showing.mixes(to)) return straight(from, to, showing);
    return bundle(portsOf(from, "right", showing), portsOf(to, "left", showing));
  });
}

/** @param {number[]} points @param {number} strength @param {Role} [role] @returns {Link} */
const link = (points, strength, role = "rest") => ({ points, role, strength });

/** Over the columns between. @param {Port} from @param {Port} to @param {number} track */
const around = (from, to, track) => [
  from.right,
  from.y,
  from.right + 26,
  track,
  to.left - 26,
  track,
  to.left,
  to.y,
];

/** Map by map. @param {Spot} from @param {Spot} to @param {Showing} showing @returns {Link[]} */
function straight(from, to, showing) {
  const sources = showing.channels(from);
  const links = showing.channels(to).flatMap((channel) => {
    const [a, b] = [portAt(from, sources, channel), portAt(to, showing.channels(to), channel)];
    return a && b ? [link([a.right, a.y, b.left, b.y], 1)] : [];
  });
  const [a, b] = [portOf(from.box), portOf(to.box)];
  return links.length ? links : [link([a.right, a.y, b.left, b.y], 1)];
}

/**
 * The ports of a face on one side: of maps, the outer ones; of a grid, one for all.
 *
 * @param {Spot} spot
 * @param {"left" | "right"} side
 * @param {Showing} showing
 * @returns {Port[]}
 */
function portsOf(spot, side, showing) {
  const { face, option, box } = spot;
  if (face.form === "bars" && side === "left") {
    return Array.from({ length: face.sheet.size }, (_, unit) => portAt(spot, [], unit)).flatMap(
      (port) => port ?? [],
    );
  }
  if (face.form !== "maps" || face.sheet.size === 1) return [portOf(box)];
  const channels = showing.channels(spot);
  const outer = (/** @type {number} */ slot) => {
    const at = slot % option.columns;
    return side === "left" ? true : at === option.columns - 1 || slot === spot.slots.length - 1;
  };
  return channels.flatMap((channel, slot) =>
    outer(slot) ? (portAt(spot, channels, channel) ?? []) : [],
  );
}

/** Few lines instead of all pairs: one to each, or through a knot in the gap. @param {Port[]} from @param {Port[]} to @returns {Link[]} */
function bundle(from, to) {
  if (from.length === 1 || to.length === 1) {
    return from.flatMap((a) => to.map((b) => link([a.right, a.y, b.left, b.y], 1)));
  }
  const right = Math.max(...from.map((port) => port.right));
  const left = Math.min(...to.map((port) => port.left));
  const knot = { x: (right + left) / 2, y: middle([...from, ...to]) };
  return [
    ...from.map((a) => link([a.right, a.y, knot.x, knot.y], 0.7)),
    ...to.filter((b) => b.left <= left + 1).map((b) => link([knot.x, knot.y, b.left, b.y], 0.7)),
  ];
}

/** @param {Port[]} ports */
const middle = (ports) => ports.reduce((sum, port) => sum + port.y, 0) / ports.length;

/** More lines are a tangle. */
const MOST_LINKS = 32;
const MOST_PATHS = 40;

/**
 * What each channel of one source gave to the picked cell, as lines.
 *
 * @param {Spot} from
 * @param {Spot} to
 * @param {number} channel picked
 * @param {Map<number, number>} gave by channel of the source
 * @param {Showing} showing
 * @returns {Link[]}
 */
export function contributionLinks(from, to, channel, gave, showing) {
  const end = portAt(to, showing.channels(to), channel);
  if (!end) return [];
  const most = Math.max(1e-12, ...[...gave.values()].map(Math.abs));
  const sources = showing.channels(from);
  const loudest = [...gave].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).slice(0, MOST_LINKS);
  return loudest.flatMap(([at, value]) => {
    const start = portAt(from, sources, at);
    const strength = Math.abs(value) / most;
    if (!start || strength < 0.02) return [];
    const points = [start.right, start.y, end.left, end.y];
    return [link(points, strength, value < 0 ? "minus" : "plus")];
  });
}

/**
 * The way back from what the picked cell reads to the input.
 *
 * @param {Plan} plan
 * @param {(spot: Spot) => Region | undefined} seenOf
 * @param {string} picked id of the picked stage, whose own lines are drawn by contribution
 * @param {Showing} showing
 * @returns {Link[]}
 */
export function pathLinks(plan, seenOf, picked, showing) {
  return plan.edges.flatMap((edge) => {
    const [from, to] = [plan.spots.get(edge.from), plan.spots.get(edge.to)];
    if (!from || !to || !seenOf(from) || !seenOf(to)) return [];
    if (edge.to === picked && !edge.skips) return [];
    if (edge.skips)
      return [link(around(portOf(from.box), portOf(to.box), edge.track), 0.5, "path")];
    const own = !showing.mixes(to);
    const ends = seenChannels(to, seenOf(to), showing);
    const starts = own ? ends : seenChannels(from, seenOf(from), showing);
    const links = ends.flatMap((end) =>
      (own ? [end] : starts).flatMap((start) => {
        const a = portAt(from, showing.channels(from), start);
        const b = portAt(to, showing.channels(to), end);
        return a && b ? [link([a.right, a.y, b.left, b.y], 0.35, "path")] : [];
      }),
    );
    return links.length > MOST_PATHS ? [] : links;
  });
}

/** @param {Spot} spot @param {Region | undefined} region @param {Showing} showing */
function seenChannels(spot, region, showing) {
  if (spot.face.form !== "maps") return region?.channels ?? [];
  const shown = showing.channels(spot);
  return region?.channels ? shown.filter((at) => region.channels?.includes(at)) : shown;
}
