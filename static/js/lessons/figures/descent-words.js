/** Numbers that may be very large, in few characters. */

/** @param {number} value */
export function shortly(value) {
  const size = Math.abs(value);
  if (size >= 1e4) return value.toExponential(1);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 4);
}
