/** Walking a grid of things by keys. */

/**
 * Where a key leads, if anywhere.
 *
 * @param {string} key
 * @param {number} at
 * @param {number} columns
 * @param {number} count
 * @returns {number | undefined}
 */
export function target(key, at, columns, count) {
  /** @type {Record<string, number>} */
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (!(key in steps)) return undefined;
  const next = at + steps[key];
  return next < 0 || next >= count ? at : next;
}
