/** Numbers to pixels: one look-up in a 256-entry table for each, one pixel for each. */

/** @typedef {{image: ImageData, words: Uint32Array}} Buffer */

/**
 * @typedef {object} Raster the numbers of one canvas
 * @property {ArrayLike<number>} values
 * @property {number} start first of them
 * @property {Int32Array | null} order pixel -> number, -1 for none; null: pixel by pixel; pixels
 *   after the last number stay empty
 */

/** One buffer for each size of canvas: painting allocates nothing. @type {Map<number, Buffer>} */
const buffers = new Map();

/** @param {number} width @param {number} height @returns {Buffer} */
function bufferOf(width, height) {
  const key = width * 65536 + height;
  const known = buffers.get(key);
  if (known) return known;
  const image = new ImageData(width, height);
  const buffer = { image, words: new Uint32Array(image.data.buffer) };
  buffers.set(key, buffer);
  return buffer;
}

/**
 * @param {CanvasRenderingContext2D} context its canvas has one pixel for each number
 * @param {Raster} raster
 * @param {readonly [number, number]} extent the numbers that get the first and the last colour
 * @param {Uint32Array} colours 256 of them
 */
export function paintRaster(context, raster, extent, colours) {
  const { width, height } = context.canvas;
  const { image, words } = bufferOf(width, height);
  fillWords(words, raster, extent, colours);
  context.putImageData(image, 0, 0);
}

/**
 * @param {CanvasRenderingContext2D} context its canvas has one pixel for each word
 * @param {Uint32Array} words colours
 */
export function paintWords(context, words) {
  const { width, height } = context.canvas;
  const buffer = bufferOf(width, height);
  buffer.words.set(words);
  context.putImageData(buffer.image, 0, 0);
}

/**
 * @param {Uint32Array} words one for each pixel
 * @param {Raster} raster
 * @param {readonly [number, number]} extent
 * @param {Uint32Array} colours
 * @param {number} [blank] the colour of a pixel without a number
 */
export function fillWords(words, { values, start, order }, [low, high], colours, blank = 0) {
  const last = colours.length - 1;
  const factor = last / (high - low);
  const shift = 0.5 - low * factor;
  for (let pixel = 0; pixel < words.length; pixel++) {
    const at = order ? order[pixel] : pixel;
    if (at < 0 || start + at >= values.length) {
      words[pixel] = blank;
      continue;
    }
    const place = values[start + at] * factor + shift;
    words[pixel] = colours[place > last ? last : place > 0 ? place | 0 : 0]; // NaN -> 0
  }
}

/** @param {HTMLCanvasElement} canvas @returns {CanvasRenderingContext2D} */
export function softContext(canvas) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser gives no 2D canvas.");
  return context;
}
