/** A function's curve with one point on it, as SVG path data: pure, drawn by whoever shows it. */

/**
 * @typedef {object} Plot in a box from (0, 0) to (width, height), y downwards
 * @property {string} path
 * @property {[x: number, y: number]} point
 * @property {{x: number, y: number}} origin where the axes cross, inside the box
 * @property {[low: number, high: number]} domain
 */

const STEPS = 96;

/**
 * @param {(x: number) => number} f
 * @param {readonly [number, number]} at the marked x and its value
 * @param {number} width
 * @param {number} height
 * @param {number} [reach] the x at the right border
 * @returns {Plot}
 */
export function plot(f, at, width, height, reach = Math.max(3, 1.15 * Math.abs(at[0]))) {
  const xs = Array.from({ length: STEPS + 1 }, (_, step) => reach * ((2 * step) / STEPS - 1));
  const ys = xs.map(f);
  const known = ys.filter(Number.isFinite);
  const low = Math.min(0, at[1], ...known);
  const high = Math.max(low + 1e-6, at[1], ...known, 0);
  const right = (/** @type {number} */ x) => ((x + reach) / (2 * reach)) * width;
  const down = (/** @type {number} */ y) => height - ((y - low) / (high - low)) * height;
  const steps = xs.flatMap((x, index) =>
    Number.isFinite(ys[index]) ? `${right(x).toFixed(1)} ${down(ys[index]).toFixed(1)}` : [],
  );
  return {
    path: `M${steps.join("L")}`,
    point: [right(at[0]), down(at[1])],
    origin: { x: right(0), y: down(0) },
    domain: [-reach, reach],
  };
}
