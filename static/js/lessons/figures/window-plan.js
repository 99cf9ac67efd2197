/** Where a sliding window stands along one axis. Integers only. */

/**
 * @typedef {object} Choice
 * @property {number} size of the input
 * @property {number} field how many numbers the window reads
 * @property {number} stride
 * @property {number} padding zeros at each side
 * @property {number} dilation the distance between two numbers that it reads
 */

/**
 * @typedef {object} Plan
 * @property {number} reach from the first number that the window reads to the last, both counted
 * @property {number} count of places, the size of the output; 0: it fits nowhere
 * @property {number} unread numbers at the far end, padding included, that no window reaches
 * @property {number} whole size of the input with its padding
 */

/** @param {Choice} choice @returns {Plan} */
export function planOf({ size, field, stride, padding, dilation }) {
  const reach = dilation * (field - 1) + 1;
  const whole = size + 2 * padding;
  const room = whole - reach;
  if (room < 0) return { reach, count: 0, unread: whole, whole };
  return { reach, count: Math.floor(room / stride) + 1, unread: room % stride, whole };
}

/** The arithmetic in words. @param {Choice} choice */
export function wordsOf(choice) {
  const { size, field, stride, padding, dilation } = choice;
  const { reach, count, unread } = planOf(choice);
  const span = dilation > 1 ? `${reach} (${dilation} · (${field} − 1) + 1)` : `${reach}`;
  if (!count) return `A window that reaches over ${span} does not fit on ${size + 2 * padding}.`;
  const sum = padding ? `${size} + 2 · ${padding} − ${span}` : `${size} − ${span}`;
  const rest = unread
    ? ` The division leaves ${unread}: the last ${unread === 1 ? "column is" : `${unread} columns are`} never read.`
    : "";
  const gap = stride - reach;
  const skipped =
    gap > 0
      ? ` Between two places ${gap === 1 ? "a column is" : `${gap} columns are`} skipped.`
      : "";
  return `(${sum}) / ${stride} + 1 = ${count}.${rest}${skipped}`;
}
