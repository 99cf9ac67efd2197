/** A link back to a state. Whatever a link holds, this gives a state and says what was no use. */
import { decodeEdits } from "./edits-code.js";
import { pickAt } from "./geometry.js";
import { decodeInk, decodePixels } from "./ink-code.js";
import { VERSION } from "./link.js";

/** @import { Place } from "./link-write.js" */
/** @import { Anatomy, Edit, Fit, Ink, Pick } from "../types.js" */

/**
 * @typedef {object} Found what a link says; what it does not say is null or the page's usual
 * @property {string} network
 * @property {Ink | null} ink
 * @property {number[][] | null} pixels
 * @property {number | null} digit index of a test digit
 * @property {Fit | null} fit
 * @property {Edit[]} edits
 * @property {number | null} checkpoint a step of the training; null: finished
 * @property {{layer: string, index: number[]} | null} pin
 * @property {"layer" | "map"} scale
 * @property {"after" | "before"} stage
 * @property {"flat" | "space"} view
 * @property {string} panel
 * @property {boolean} difference
 * @property {string} compared what stands beside it, as a link of its own; empty: nothing
 * @property {Place | null} motion the player's place on the map of the pinned cell
 * @property {string[]} trouble what could not be read, in words
 */

const NOTHING_MORE = 65_536;

/**
 * @param {string} hash
 * @returns {Found}
 */
export function readLink(hash) {
  const fields = new Map(hash.slice(1, NOTHING_MORE).split("&").map(pair));
  /** @type {string[]} */
  const trouble = [];
  if (fields.get("v") !== VERSION) trouble.push("It was made by another version of this page.");

  /** @template T @param {string} name @param {(text: string) => T} decode @param {T} otherwise @param {string} what */
  const take = (name, decode, otherwise, what) => {
    const text = fields.get(name);
    if (text === undefined) return otherwise;
    try {
      return decode(text);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof URIError)) throw error;
      trouble.push(`${what} is damaged.`);
      return otherwise;
    }
  };

  return {
    network: take("n", decodeURIComponent, "", "The network's name"),
    ink: take("i", decodeInk, null, "The drawing"),
    pixels: take("x", decodePixels, null, "The picture"),
    digit: take("d", whole, null, "The test digit's number"),
    fit: take("f", decodeFit, null, "How the drawing is fitted"),
    edits: take("e", decodeEdits, [], "What was changed in the network"),
    checkpoint: take("t", whole, null, "The moment of the training"),
    pin: take("k", decodePick, null, "The picked number"),
    scale: take("s", oneOf({ layer: "layer", map: "map" }), "layer", "The colour scale"),
    stage: take("b", oneOf({ after: "after", before: "before" }), "after", "What the maps show"),
    view: take("z", oneOf({ 1: "space" }), "flat", "The view"),
    panel: take("p", named, "", "The open panel"),
    difference: take("c", oneOf({ 1: true }), false, "What the maps show"),
    compared: take("o", decodeURIComponent, "", "What stands beside it"),
    motion: take("m", decodePlace, null, "The player's place"),
    trouble,
  };
}

/** @param {string} text @returns {[string, string]} */
function pair(text) {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** @param {string} text */
function whole(text) {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError("No whole number.");
  return Number(text);
}

/** @param {string} text */
function named(text) {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(text)) throw new RangeError("No panel's name.");
  return text;
}

/** @param {string} text @returns {Fit} */
function decodeFit(text) {
  if (text === "0" || text === "1") return text === "1";
  if (!/^[01]{4}$/.test(text)) throw new RangeError("No switches.");
  const [crop, thicken, scale, centre] = [...text].map((bit) => bit === "1");
  return { crop, thicken, scale, centre };
}

/** @template T @param {Record<string, T>} known @returns {(text: string) => T} */
const oneOf = (known) => (text) => {
  if (!Object.hasOwn(known, text)) throw new RangeError("No such choice.");
  return known[text];
};

/** @param {string} text */
function decodePick(text) {
  const [, layer, index] = /^([^:]+):(\d{1,9}(?:\.\d{1,9}){0,3})$/.exec(text) ?? [];
  if (!layer) throw new RangeError("No cell.");
  return { layer: decodeURIComponent(layer), index: index.split(".").map(Number) };
}

/** @param {string} text @returns {Place} */
function decodePlace(text) {
  const [, grain, at, beat] = /^([cpt])(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (!grain) throw new RangeError("No place.");
  const grains = /** @type {const} */ ({ c: "cell", p: "part", t: "term" });
  const named = grains[/** @type {keyof typeof grains} */ (grain)];
  return { grain: named, at: Number(at), beat: beat === undefined ? null : Number(beat) };
}

/**
 * The cell that a link names, if the network has it.
 *
 * @param {Found["pin"]} pin
 * @param {Anatomy} anatomy
 * @returns {Pick | null}
 */
export function pickIn(pin, { layers }) {
  const layer = layers.find(({ name }) => name === pin?.layer);
  if (!pin || !layer || layer.shape.length !== pin.index.length) return null;
  return pin.index.every((at, axis) => at < layer.shape[axis]) ? pickAt(layer, pin.index) : null;
}

/** The edits that name something of this network. @param {Edit[]} edits @param {Anatomy} anatomy */
export const editsIn = (edits, { layers }) =>
  edits.filter(({ layer, channel }) =>
    layers.some(({ name, shape }) => name === layer && channel < shape[0]),
  );
