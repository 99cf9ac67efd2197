/** A picture file becomes what the live socket can carry and the pad can show. */
import { checkPicture } from "../server/api.js";
import { MAX_MESSAGE } from "../server/wire.js";

/** @import { Picture } from "../types.js" */

/** Small enough for one message as they are. */
const MAX_BASE64 = MAX_MESSAGE - 1000;

/** Tried in turn for a larger picture: the first that fits is sent. */
const SIDES = [384, 256, 192, 128, 64];

/**
 * @param {string} network judges the file
 * @param {Blob} file
 * @returns {Promise<Picture>}
 * @throws {import("../server/api.js").ProblemError} what the server says about a file it cannot use
 */
export async function pictureOf(network, file) {
  await checkPicture(network, file);
  const source = file instanceof File ? file.name : "";
  const url = await dataUrl(file);
  const image = base64Of(url);
  if (image.length <= MAX_BASE64) return { image, url, source };
  const small = await shrink(file);
  return { image: base64Of(small), url: small, source };
}

/** @param {string} url a data URL */
const base64Of = (url) => url.slice(url.indexOf(",") + 1);

/** @param {Blob} file @returns {Promise<string>} */
function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** The largest PNG that fits into a message. @param {Blob} file @returns {Promise<string>} a data URL */
async function shrink(file) {
  const bitmap = await createImageBitmap(file);
  const longest = Math.max(bitmap.width, bitmap.height);
  const canvas = document.createElement("canvas");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let url = "";
  for (const side of SIDES) {
    const ratio = Math.min(1, side / longest);
    canvas.width = Math.max(1, Math.round(bitmap.width * ratio));
    canvas.height = Math.max(1, Math.round(bitmap.height * ratio));
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    url = canvas.toDataURL("image/png");
    if (base64Of(url).length <= MAX_BASE64) break;
  }
  bitmap.close();
  return url;
}
