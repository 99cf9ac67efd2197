/**
 * Numbers to colours: 256-entry tables, one for amounts and one for signed numbers, per theme.
 *
 * Amounts (what ReLU leaves) climb one perceptual ramp whose first colour is the tile's own, so
 * silence looks like nothing. Signed numbers are amber above and blue below zero, a pair that every
 * common colour vision tells apart. Stops are mixed in OKLab, where equal steps look equal.
 */

/** @typedef {"dark" | "light"} Shade */
/** @typedef {"amount" | "signed"} Tone what sort of numbers are shown */
/** @typedef {{amount: Uint32Array, signed: Uint32Array}} Palette tables of 256 ABGR words */

const SIZE = 256;

/** The first colour of `amount` and the middle of `signed` are the tile's: `--tile` in tokens.css. */
export const STOPS = {
  dark: {
    amount: ["#161a21", "#262a56", "#5b2f86", "#a8386f", "#e0603f", "#f7a13a", "#fdea92"],
    signed: ["#63b6ff", "#4d97d9", "#2f5f8c", "#161a21", "#8a6030", "#d3923f", "#ffb14a"],
  },
  light: {
    amount: ["#f1f3f6", "#fbdc9a", "#f5a24d", "#dc5a4a", "#9c2f70", "#57237a", "#1d1140"],
    signed: ["#0d4f9e", "#2f7ecb", "#9cc4ea", "#f1f3f6", "#f0c58a", "#d07f1c", "#9a4f00"],
  },
};

/** @param {string} hex "#rrggbb" @returns {[number, number, number]} OKLab: lightness, a, b */
export function oklab(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** @param {number[]} lab @returns {[number, number, number]} red, green, blue, 0..255 */
export function rgb([lightness, a, b]) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** @param {number} value */
const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** @param {number} value */
function byte(value) {
  const clipped = Math.min(1, Math.max(0, value));
  const coded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(255 * coded);
}

/**
 * A table of 256 colours through `stops`, evenly spaced.
 *
 * @param {readonly string[]} stops
 * @returns {Uint32Array} 0xAABBGGRR, what a little-endian `ImageData` holds
 */
export function table(stops) {
  const labs = stops.map(oklab);
  return Uint32Array.from({ length: SIZE }, (_, index) => {
    const place = (index / (SIZE - 1)) * (labs.length - 1);
    const left = Math.min(Math.floor(place), labs.length - 2);
    const part = place - left;
    const [r, g, b] = rgb(labs[left].map((v, axis) => v + part * (labs[left + 1][axis] - v)));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/** @type {Record<Shade, Palette>} */
export const PALETTES = {
  dark: { amount: table(STOPS.dark.amount), signed: table(STOPS.dark.signed) },
  light: { amount: table(STOPS.light.amount), signed: table(STOPS.light.signed) },
};

/**
 * The numbers that get the first and the last colour.
 *
 * Amounts run from 0 to the largest; signed numbers as far below zero as above, so that zero is
 * always the tile's colour. Numbers that are no numbers are passed over.
 *
 * @param {ArrayLike<number>} values
 * @param {Tone} tone
 * @param {number} [from] first index
 * @param {number} [to] index after the last
 * @returns {[number, number]} never of width zero
 */
export function extentOf(values, tone, from = 0, to = values.length) {
  let low = 0;
  let high = 0;
  for (let index = from; index < to; index++) {
    const value = values[index];
    if (value > high) high = value;
    else if (value < low) low = value;
  }
  if (tone === "amount") return [0, finite(high) || 1];
  const reach = finite(Math.max(high, -low)) || 1;
  return [-reach, reach];
}

/** @param {number} value */
const finite = (value) => (Number.isFinite(value) ? value : Number.MAX_VALUE / 4);

/**
 * The colour of one number.
 *
 * @param {Uint32Array} colours
 * @param {number} value
 * @param {readonly [number, number]} extent
 */
export function colourOf(colours, value, [low, high]) {
  const place = ((value - low) / (high - low)) * (SIZE - 1) + 0.5;
  return colours[place > SIZE - 1 ? SIZE - 1 : place > 0 ? place | 0 : 0]; // NaN -> 0
}

/** @param {number} word 0xAABBGGRR @returns {string} "rgb(r g b)" */
export function css(word) {
  return `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`;
}

/** Whether text on this colour should be black, not white: at least 4.5 : 1 either way. @param {number} word 0xAABBGGRR */
export function isBright(word) {
  const weights = [word & 255, (word >> 8) & 255, (word >> 16) & 255].map((v) => linear(v / 255));
  return 0.2126 * weights[0] + 0.7152 * weights[1] + 0.0722 * weights[2] > 0.18;
}
