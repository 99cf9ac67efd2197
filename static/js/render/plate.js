/** A column's picture: each pixel takes the colour of its cell. */
import { softContext } from "./raster.js";

/** @import { Plate } from "../layout/plate.js" */

/** @type {WeakMap<Plate, {image: ImageData, pixels: Uint32Array}>} */
const images = new WeakMap();

/** @param {Plate} plate */
function imageOf(plate) {
  const known = images.get(plate);
  if (known) return known;
  const image = new ImageData(plate.width, plate.height);
  const made = { image, pixels: new Uint32Array(image.data.buffer) };
  images.set(plate, made);
  return made;
}

/**
 * @param {HTMLCanvasElement} canvas takes the plate's size
 * @param {Plate} plate
 */
export function paintPlate(canvas, plate) {
  if (canvas.width !== plate.width || canvas.height !== plate.height) {
    canvas.width = plate.width;
    canvas.height = plate.height;
  }
  const { image, pixels } = imageOf(plate);
  const { place, mask, words } = plate;
  for (let at = 0; at < pixels.length; at++) pixels[at] = words[place[at]] & mask[at];
  softContext(canvas).putImageData(image, 0, 0);
}
