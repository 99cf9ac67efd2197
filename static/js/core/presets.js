/** Kernels that everybody knows, in any size; each a picture of (height × width) weights. */

/** @typedef {{id: string, title: string, pattern: (height: number, width: number, options: Options) => number[]}} Preset */
/** @typedef {{angle: number, random: () => number}} Options angle in degrees */

/** Row of Pascal's triangle: a round bump. @param {number} size */
export function binomial(size) {
  let row = [1];
  while (row.length < size) row = [1, ...row.slice(1).map((value, at) => value + row[at]), 1];
  return row;
}

/** Its slope: what grows from left to right. @param {number} size */
function slope(size) {
  if (size < 2) return [0];
  const bump = [0, ...binomial(size - 1), 0];
  return Array.from({ length: size }, (_, at) => bump[at] - bump[at + 1]);
}

/** @param {number[]} column @param {number[]} row every product */
const outer = (column, row) => column.flatMap((a) => row.map((b) => a * b));

/** @param {number} size @returns {number[]} */
const ones = (size) => Array.from({ length: size }, () => 1);

/** −1 before the middle, +1 after it. @param {number} size */
const sides = (size) => Array.from({ length: size }, (_, at) => Math.sign(at - (size - 1) / 2));

/** @param {number} height @param {number} width @param {(x: number, y: number) => number} f of the way from the middle */
const drawn = (height, width, f) =>
  Array.from({ length: height * width }, (_, at) =>
    f((at % width) - (width - 1) / 2, Math.floor(at / width) - (height - 1) / 2),
  );

/** So that even light gives nothing. @param {number[]} values */
function balanced(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

/** @param {number} height @param {number} width */
const blur = (height, width) => outer(binomial(height), binomial(width));

/** @param {number} height @param {number} width one cell, in the middle */
const spot = (height, width) => {
  const middle = Math.floor(height / 2) * width + Math.floor(width / 2);
  return Array.from({ length: height * width }, (_, at) => Number(at === middle));
};

/** @param {number} height @param {number} width @param {Options} options */
function gabor(height, width, { angle }) {
  const size = Math.max(height, width);
  const [sigma, wave] = [size / 3.2, size / 1.6];
  const turn = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return balanced(
    drawn(
      height,
      width,
      (x, y) =>
        Math.exp(-(x * x + y * y) / (2 * sigma * sigma)) *
        Math.cos((2 * Math.PI * (x * sin + y * cos)) / wave),
    ),
  );
}

/** @param {number} height @param {number} width */
function laplacian(height, width) {
  const sigma = Math.max(height, width) / 5;
  const share = (/** @type {number} */ x, /** @type {number} */ y) => {
    const r = (x * x + y * y) / (2 * sigma * sigma);
    return (1 - r) * Math.exp(-r);
  };
  return balanced(drawn(height, width, share));
}

/** @param {number} height @param {number} width */
function sharpen(height, width) {
  const soft = blur(height, width);
  const total = soft.reduce((sum, value) => sum + value, 0);
  return spot(height, width).map((value, at) => 2 * value - soft[at] / total);
}

/** Bell-shaped, from two even chances. @param {() => number} random */
const bell = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** @type {readonly Preset[]} */
export const PRESETS = [
  { id: "horizontal", title: "Horizontal edge", pattern: (h, w) => outer(sides(h), ones(w)) },
  { id: "vertical", title: "Vertical edge", pattern: (h, w) => outer(ones(h), sides(w)) },
  {
    id: "sobel",
    title: "Sobel",
    pattern: (h, w) => outer(binomial(h), slope(w)),
  },
  { id: "laplacian", title: "Laplacian", pattern: laplacian },
  { id: "blur", title: "Blur", pattern: blur },
  { id: "sharpen", title: "Sharpen", pattern: sharpen },
  { id: "gabor", title: "Gabor", pattern: gabor },
  { id: "random", title: "Random", pattern: (h, w, { random }) => drawn(h, w, () => bell(random)) },
];

/** @param {ArrayLike<number>} values */
export const norm = (values) => Math.hypot(...Array.from(values));

/**
 * A pattern as strong as what it replaces, so that the numbers behind it stay in range.
 *
 * @param {number[]} pattern
 * @param {ArrayLike<number>} original
 * @returns {number[]}
 */
export function asStrong(pattern, original) {
  const size = norm(pattern);
  const factor = size > 1e-9 ? norm(original) / size : 0;
  return pattern.map((value) => value * factor);
}
