/** A map of points, pure: where they stand on a square, what is under the pointer, their colours. */

/** @typedef {readonly [x: number, y: number]} Place within ±1 */

/**
 * Ten colours that every common colour vision tells apart as well as ten can be (Paul Tol, "light"
 * and "muted"); each class also has its name on the map.
 */
export const CLASS_COLOURS = {
  dark: [
    "#77aadd", "#ee8866", "#eedd88", "#ffaabb", "#44bb99",
    "#bbcc33", "#99ddff", "#aaaa00", "#c39bf0", "#dddddd",
  ],
  light: [
    "#332288", "#cc6677", "#999933", "#882255", "#117733",
    "#8a6d00", "#2f8fc4", "#44aa99", "#aa4499", "#6b6b6b",
  ],
}; // prettier-ignore

/** Between the border and the outermost points, as a share of the side. */
const MARGIN = 0.05;

/** @param {Place} place @param {number} side @returns {[number, number]} pixels */
export function toPixels([x, y], side) {
  const reach = (0.5 - MARGIN) * side;
  return [side / 2 + x * reach, side / 2 + y * reach];
}

/**
 * The points on their way from one map to the next.
 *
 * @param {readonly Place[]} from
 * @param {readonly Place[]} to as many, or it is there at once
 * @param {number} share 0..1 of the way
 * @returns {readonly Place[]}
 */
export function between(from, to, share) {
  if (share >= 1 || from.length !== to.length) return to;
  const eased = share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2;
  return to.map(([x, y], at) => [
    from[at][0] + eased * (x - from[at][0]),
    from[at][1] + eased * (y - from[at][1]),
  ]);
}

/**
 * The point nearest to a pixel, no farther than `reach` pixels; -1: none.
 *
 * @param {readonly Place[]} places
 * @param {number} side
 * @param {readonly [number, number]} pixel
 * @param {number} [reach]
 */
export function pointAt(places, side, [x, y], reach = 10) {
  let best = -1;
  let least = reach ** 2;
  places.forEach((place, at) => {
    const [left, top] = toPixels(place, side);
    const apart = (left - x) ** 2 + (top - y) ** 2;
    if (apart <= least) [best, least] = [at, apart];
  });
  return best;
}

/**
 * The middle of each class: the median of its points, which strays do not move.
 *
 * @param {readonly Place[]} places
 * @param {readonly number[]} labels
 * @param {number} count of classes
 * @returns {(Place | null)[]} null for a class without points
 */
export function middles(places, labels, count) {
  return Array.from({ length: count }, (_, label) => {
    const own = places.filter((_, at) => labels[at] === label);
    return own.length ? [median(own.map(([x]) => x)), median(own.map(([, y]) => y))] : null;
  });
}

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/**
 * How many of the neighbours are of which class, the most first: "9 × 7, 3 × 1".
 *
 * @param {readonly {label: string}[]} nearest
 * @returns {[label: string, count: number][]}
 */
export function votes(nearest) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { label } of nearest) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
