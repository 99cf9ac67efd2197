/** A state as a link: all of it while there is room, then with less and less detail. */
import { encodeEdits } from "./edits-code.js";
import { encodeInk, encodePixels } from "./ink-code.js";
import { VERSION } from "./link.js";
import { thin } from "./thin.js";

/** @import { Edit, Fit, Ink, Motion, Pick, Picture } from "../types.js" */
/** @import { Depth } from "./edits-code.js" */

/**
 * @typedef {object} Shared what a link holds
 * @property {string} network
 * @property {Ink} ink
 * @property {Picture | null} picture
 * @property {Fit | null} fit
 * @property {readonly Edit[]} edits
 * @property {number | null} [checkpoint] a step of the training; null: finished
 * @property {Pick | null} pin
 * @property {"layer" | "map"} scale
 * @property {"after" | "before"} stage
 * @property {"flat" | "space"} [view]
 * @property {string} panel
 * @property {boolean} [difference] the layers show what the edits changed
 * @property {string} [compared] what stands beside it, as a link of its own
 * @property {Place | null} [motion] the player's place on the map of the pinned cell
 */

/** @typedef {{grain: Motion["grain"], at: number, beat: number | null}} Place */

/**
 * @typedef {object} Detail how much of a drawing and of painted kernels a link keeps
 * @property {number} grid
 * @property {boolean} times
 * @property {number} tolerance fraction of the canvas by which the line may move; 0: all points stay
 * @property {Depth} depth bits for each number of a kernel
 */

/** From everything to just recognisable. @type {readonly Detail[]} */
export const DETAILS = [
  { grid: 10_000, times: true, tolerance: 0, depth: 32 },
  { grid: 10_000, times: false, tolerance: 0, depth: 32 },
  { grid: 2000, times: false, tolerance: 0, depth: 16 },
  ...[0.0007, 0.001, 0.0015, 0.002].map((tolerance) => detail(2000, tolerance, 16)),
  ...[0.002, 0.003, 0.004, 0.006].map((tolerance) => detail(1000, tolerance, 16)),
  ...[0.004, 0.006, 0.008].map((tolerance) => detail(500, tolerance, 8)),
  ...[0.01, 0.014, 0.02, 0.03].map((tolerance) => detail(250, tolerance, 8)),
];

/** @param {number} grid @param {number} tolerance @param {Depth} depth @returns {Detail} */
function detail(grid, tolerance, depth) {
  return { grid, times: false, tolerance, depth };
}

/** The same drawing with fewer points. @param {Ink} ink @param {number} tolerance @returns {Ink} */
export const thinned = (ink, tolerance) =>
  tolerance ? { ...ink, strokes: ink.strokes.map((stroke) => thin(stroke, tolerance)) } : ink;

/**
 * @param {Shared} shared
 * @param {Detail} detail
 * @returns {string} from "#" on
 */
export function writeLink(shared, { grid, times, tolerance, depth }) {
  const { network, ink, picture, fit, edits, pin, scale, stage, panel, motion } = shared;
  const fields = {
    v: VERSION,
    n: encodeURIComponent(network),
    ...pictureFields(picture),
    i: picture || !ink.strokes.length ? "" : encodeInk(thinned(ink, tolerance), grid, times),
    f: encodeFit(fit),
    e: edits.length ? encodeEdits(edits, depth) : "",
    t: shared.checkpoint == null ? "" : String(shared.checkpoint),
    k: pin ? encodePick(pin) : "",
    s: scale === "map" ? "map" : "",
    b: stage === "before" ? "before" : "",
    z: shared.view === "space" ? "1" : "",
    p: encodeURIComponent(panel),
    c: shared.difference && edits.length ? "1" : "",
    m: motion && pin ? encodePlace(motion) : "",
    o: encodeURIComponent(shared.compared ?? ""),
  };
  const given = Object.entries(fields).filter(([, value]) => value !== "");
  return `#${given.map(([name, value]) => `${name}=${value}`).join("&")}`;
}

/** "1" or "0", or the four switches in order: "1101". @param {Fit | null} fit */
function encodeFit(fit) {
  if (fit === null || typeof fit === "boolean") return fit === null ? "" : fit ? "1" : "0";
  return [fit.crop, fit.thicken, fit.scale, fit.centre].map(Number).join("");
}

/** A test digit by its number, small pixels as they are, a file not at all. @param {Picture | null} picture */
function pictureFields(picture) {
  if (picture?.index !== undefined) return { d: String(picture.index) };
  return picture?.pixels && isSmall(picture.pixels) ? { x: encodePixels(picture.pixels) } : {};
}

/** @param {number[][]} pixels */
const isSmall = (pixels) =>
  pixels.length > 0 && pixels.length <= 64 && pixels[0].length > 0 && pixels[0].length <= 64;

/** Whether a link can hold this picture. @param {Picture | null} picture */
export const fitsALink = (picture) => !picture || Object.keys(pictureFields(picture)).length > 0;

/** "c120", "t33.4": by cells, parts or terms; cell, and the step inside it where it is not finished. @param {Place} place */
const encodePlace = ({ grain, at, beat }) => `${grain[0]}${at}${beat === null ? "" : `.${beat}`}`;

/** "conv1:3.9.14" @param {Pick} pick */
const encodePick = ({ layer, channel, depth, row, column }) =>
  `${encodeURIComponent(layer)}:${[channel, depth, row, column].filter((at) => at !== undefined).join(".")}`;
