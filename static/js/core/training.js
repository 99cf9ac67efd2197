/** A training as shapes and words: pure. Checkpoints stand side by side, as their steps grow by a factor. */

/** @import { Checkpoint, Measured } from "../server/checkpoints.js" */

/**
 * The probabilities of all classes as bands, one above the other.
 *
 * @param {readonly (readonly number[])[]} rows one for each checkpoint
 * @param {number} width
 * @param {number} height
 * @returns {string[]} SVG path data, one for each class
 */
export function bandPaths(rows, width, height) {
  const x = placesOf(rows.length, width);
  let floor = rows.map(() => 0);
  return (rows[0] ?? []).map((_, index) => {
    const roof = floor.map((value, at) => value + rows[at][index]);
    const up = roof.map((value, at) => point(x[at], height * (1 - Math.min(1, value))));
    const down = floor.map((value, at) => point(x[at], height * (1 - Math.min(1, value))));
    floor = roof;
    return `M${up.join("L")}L${down.reverse().join("L")}Z`;
  });
}

/**
 * A line through numbers; where one is not known it has a gap.
 *
 * @param {readonly (number | null)[]} values
 * @param {readonly [number, number]} range the numbers at the bottom and at the top
 * @param {number} width
 * @param {number} height
 */
export function linePath(values, [low, high], width, height) {
  const x = placesOf(values.length, width);
  let pen = "M";
  return values
    .map((value, at) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const share = Math.max(0, Math.min(1, (value - low) / (high - low || 1)));
      const piece = pen + point(x[at], height * (1 - share));
      pen = "L";
      return piece;
    })
    .join("");
}

/** How large a share has to be to have room for its class's name. */
const ROOM = 0.22;

/**
 * Where each class's name stands in its band: where it is widest; nowhere in a narrow one.
 *
 * @param {readonly (readonly number[])[]} rows
 * @param {number} width
 * @param {number} height
 * @returns {{index: number, x: number, y: number}[]}
 */
export function bandNames(rows, width, height) {
  const x = placesOf(rows.length, width);
  return (rows[0] ?? []).flatMap((_, index) => {
    const shares = rows.map((row) => row[index]);
    const at = shares.lastIndexOf(Math.max(...shares));
    if (shares[at] < ROOM) return [];
    const below = rows[at].slice(0, index).reduce((sum, value) => sum + value, 0);
    const inside = Math.max(8, Math.min(width - 8, x[at]));
    return [{ index, x: inside, y: height * (1 - below - shares[at] / 2) }];
  });
}

/** Where checkpoints stand. @param {number} count @param {number} width */
export const placesOf = (count, width) =>
  Array.from({ length: count }, (_, at) => (count > 1 ? (at / (count - 1)) * width : width / 2));

/** @param {number} x @param {number} y */
const point = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** The checkpoint nearest to a place from 0 to 1. @param {number} share @param {number} count */
export const nearestOf = (share, count) =>
  Math.max(0, Math.min(count - 1, Math.round(share * (count - 1))));

/** One measure of all checkpoints. @param {readonly Checkpoint[]} checkpoints @param {"train" | "test"} set @param {keyof Measured} measure */
export const seriesOf = (checkpoints, set, measure) =>
  checkpoints.map((one) => one[set]?.[measure] ?? null);

/** "1 epoch and 158,976 images" @param {Checkpoint} checkpoint */
export function spent({ epoch, images }) {
  if (images === null) return "";
  if (images === 0) return "nothing learned yet";
  const shown = `${images.toLocaleString("en")} images`;
  return epoch ? `${shown}, ${epoch} ${epoch === 1 ? "epoch" : "epochs"}` : shown;
}
