/** Curves of a training: what each batch said, and what was measured in between. Pure. */

/** @typedef {readonly (number | null)[]} Series a value for each step, the first one's at 0; null: no number */

/**
 * Put newly heard values where they belong; what lay there before is replaced.
 *
 * @param {Series} series
 * @param {number} from the first value's step, counted from 1
 * @param {Series} values
 * @returns {(number | null)[]} another array
 */
export function joined(series, from, values) {
  const before = series.slice(0, from - 1);
  const gap = Array(Math.max(0, from - 1 - before.length)).fill(null);
  return [...before, ...gap, ...values];
}

/**
 * At most so many points, each the mean of its steps: a curve needs no more than it has pixels.
 *
 * @param {Series} series
 * @param {number} most
 * @returns {{step: number, value: number | null}[]} `step`: the middle of its steps, from 1
 */
export function thinned(series, most) {
  const size = Math.max(1, Math.ceil(series.length / most));
  return Array.from({ length: Math.ceil(series.length / size) }, (_, at) => {
    const part = series.slice(at * size, (at + 1) * size);
    const known = part.filter((value) => value !== null);
    const mean = known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
    return { step: at * size + (part.length + 1) / 2, value: mean };
  });
}

/** @typedef {{low: number, high: number, ticks: number[]}} Axis of a logarithmic scale, as powers of ten */

/**
 * Whole powers of ten around all values that have a logarithm.
 *
 * @param {Series} values
 * @returns {Axis}
 */
export function logAxis(values) {
  const logs = values.flatMap((value) => (value && value > 0 ? Math.log10(value) : []));
  if (!logs.length) return { low: -1, high: 1, ticks: [-1, 0, 1] };
  const low = Math.max(-6, Math.min(8, Math.floor(Math.min(...logs))));
  const high = Math.max(low + 1, Math.min(9, Math.ceil(Math.max(...logs))));
  const every = Math.ceil((high - low) / 4);
  const ticks = [];
  for (let tick = low; tick <= high; tick += every) ticks.push(tick);
  return { low, high, ticks };
}

/**
 * A line through points, with a gap where there is no number.
 *
 * @param {readonly {step: number, value: number | null}[]} points
 * @param {(step: number) => number} x
 * @param {(value: number) => number} y
 */
export function pathOf(points, x, y) {
  let pen = "M";
  return points
    .map(({ step, value }) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const piece = `${pen}${x(step).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = "L";
      return piece;
    })
    .join("");
}
