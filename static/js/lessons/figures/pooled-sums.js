/** How far a shift changes what a layer says: the same sums as in app/training/pooled.py. */

/** @typedef {ArrayLike<number>} Numbers */

/** The length of the difference. @param {Numbers} one @param {Numbers} other */
function distance(one, other) {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] - other[at]) ** 2;
  return Math.sqrt(sum);
}

/**
 * As a share of what the ink makes: 0 where nothing changes.
 *
 * @param {Numbers} still
 * @param {Numbers} moved
 * @param {Numbers} blank what paper gives
 */
export const change = (still, moved, blank) =>
  distance(still, moved) / (distance(still, blank) || 1);

/** The channel of `size` numbers to which the ink makes the largest difference. @param {Numbers} still @param {Numbers} blank @param {number} size */
export function strongestOf(still, blank, size) {
  const slice = (/** @type {Numbers} */ all, /** @type {number} */ channel) =>
    Array.from({ length: size }, (_, at) => all[channel * size + at]);
  const gains = Array.from({ length: still.length / size }, (_, channel) =>
    distance(slice(still, channel), slice(blank, channel)),
  );
  return gains.indexOf(Math.max(...gains));
}

/**
 * Square pixels, `by` further right: paper comes in at the left.
 *
 * @param {readonly number[]} pixels
 * @param {number} side
 * @param {number} by 0 or more
 * @returns {number[][]}
 */
export const movedRows = (pixels, side, by) =>
  Array.from({ length: side }, (_row, y) =>
    Array.from({ length: side }, (_pixel, x) => (x < by ? 0 : pixels[y * side + x - by])),
  );
