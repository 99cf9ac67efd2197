/** REST calls about the map of digits: the digits in their places, and their pictures. */
import { ProblemError, part, request } from "./api.js";

/** @import { Place } from "../core/scatter.js" */

/**
 * @typedef {object} NearMap one layer's
 * @property {string} network
 * @property {string} layer
 * @property {{layer: string, agreement: number, kept: number}[]} layers all, in forward order
 * @property {string} source which digits these are
 * @property {string[]} classes
 * @property {number[]} labels
 * @property {Place[]} places
 * @property {number[]} wrong which digits the network misreads
 */

/**
 * @typedef {object} Sheet all digits in one picture
 * @property {number} side of a tile
 * @property {(digit: number) => Uint8ClampedArray} tile its pixels, 0 paper to 255 ink
 */

/** @param {string} network @param {string} layer "": the server's choice @param {AbortSignal} signal @returns {Promise<NearMap>} */
export async function getMap(network, layer, signal) {
  const query = layer ? `?layer=${part(layer)}` : "";
  return (await request(`/networks/${part(network)}/neighbours${query}`, { signal })).json();
}

/** @param {string} network @param {AbortSignal} signal @returns {Promise<Sheet>} */
export async function getSheet(network, signal) {
  const path = `/networks/${part(network)}/digits`;
  const [about, picture] = await Promise.all([
    request(path, { signal }).then((response) => response.json()),
    request(path, { signal, headers: { Accept: "image/png" } }).then((response) => response.blob()),
  ]);
  const bitmap = await createImageBitmap(picture);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new ProblemError({ title: "This browser gives no 2D canvas." });
  context.drawImage(bitmap, 0, 0);
  const { side, columns } = about;
  return {
    side,
    tile: (digit) => tileOf(context, side, digit % columns, Math.floor(digit / columns)),
  };
}

/** @param {OffscreenCanvasRenderingContext2D} context @param {number} side @param {number} column @param {number} row */
function tileOf(context, side, column, row) {
  const { data } = context.getImageData(column * side, row * side, side, side);
  return data.filter((_, at) => at % 4 === 0);
}
