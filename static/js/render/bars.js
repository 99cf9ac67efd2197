/** How long bars are: shares of the room, around a zero line where numbers have both signs. */

/** More units than this are a grid, not bars with labels. */
export const MOST_BARS = 20;

/** @typedef {{from: number, to: number}} Bar shares of the width, `from` ≤ `to` */

/**
 * @param {ArrayLike<number>} values
 * @param {readonly [number, number]} extent the numbers at both ends; zero lies between
 * @returns {Bar[]}
 */
export function barsOf(values, [low, high]) {
  const place = (/** @type {number} */ value) =>
    Math.min(1, Math.max(0, (Math.min(high, Math.max(low, value)) - low) / (high - low) || 0));
  const zero = place(0);
  return Array.from(values, (value) => {
    const end = place(value);
    return { from: Math.min(zero, end), to: Math.max(zero, end) };
  });
}
