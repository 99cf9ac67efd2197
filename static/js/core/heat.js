/** Signed numbers over ink: grey where they are zero and there is ink, amber for, blue against. */
import { table } from "./colormap.js";

/** @import { Shade } from "./colormap.js" */

/** From bare paper, which is the tile's colour, to full ink. @type {Record<Shade, Uint32Array>} */
export const INK = {
  dark: table(["#161a21", "#5a6371"]),
  light: table(["#f1f3f6", "#b4bcc8"]),
};

/** So few cells may be brighter than the scale: one hot cell must not hide the others. */
const CLIPPED = 0.004;

/**
 * The number that gets the strongest colour: the largest, but for a few.
 *
 * @param {ArrayLike<number>} values
 */
export function reachOf(values) {
  const sizes = Float32Array.from(values, (value) =>
    Number.isFinite(value) ? Math.abs(value) : 0,
  );
  sizes.sort();
  const at = sizes.length - 1 - Math.floor(CLIPPED * sizes.length);
  return sizes[at] || sizes[sizes.length - 1] || 1;
}

/**
 * @param {Uint32Array} words one for each cell
 * @param {ArrayLike<number>} values signed
 * @param {ArrayLike<number>} ink 0..1
 * @param {number} reach
 * @param {{signed: Uint32Array, ink: Uint32Array}} colours
 */
export function fillHeat(words, values, ink, reach, { signed, ink: greys }) {
  const last = signed.length - 1;
  for (let cell = 0; cell < words.length; cell++) {
    const part = Math.max(-1, Math.min(1, values[cell] / reach || 0));
    const colour = signed[Math.round(((part + 1) / 2) * last)];
    const grey = greys[Math.round(Math.max(0, Math.min(1, ink[cell])) * (greys.length - 1))];
    words[cell] = mixed(grey, colour, Math.sqrt(Math.abs(part)));
  }
}

/** @param {number} from 0xAABBGGRR @param {number} to @param {number} part */
function mixed(from, to, part) {
  let word = 0xff000000;
  for (const shift of [0, 8, 16]) {
    const [a, b] = [(from >>> shift) & 255, (to >>> shift) & 255];
    word |= Math.round(a + part * (b - a)) << shift;
  }
  return word >>> 0;
}

/**
 * One number for each place: the channels added up.
 *
 * @param {ArrayLike<number>} data (channels, cells)
 * @param {number} channels
 */
export function overChannels(data, channels) {
  const cells = data.length / channels;
  return Float32Array.from({ length: cells }, (_, cell) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += data[channel * cells + cell];
    return sum;
  });
}
