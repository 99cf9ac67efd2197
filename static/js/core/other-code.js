/** What stands beside the page's network, as a link of its own inside the link. */
import { NO_EDITS, NO_INK, NO_PATCHES } from "./other.js";
import { plainLink } from "./link-fit.js";
import { readLink } from "./link-read.js";
import { DETAILS, writeLink } from "./link-write.js";
import { decodePatches, encodePatches } from "./patches.js";

/** @import { Other } from "./other.js" */
/** @import { Found } from "./link-read.js" */

/** A drawing that is kept takes no more than this of a link: the page's own has to fit, too. */
const ROOM = 900;

/** @param {Other} other @returns {string} */
export function encodeOther({ network, checkpoint, edits, drawing, patches, difference }) {
  const shared = {
    network,
    checkpoint,
    edits: edits ?? NO_EDITS,
    ...(drawing ?? { ink: NO_INK, picture: null }),
    fit: null,
    pin: null,
    scale: /** @type {const} */ ("layer"),
    stage: /** @type {const} */ ("after"),
    panel: "",
  };
  const hash =
    plainLink(shared, ROOM)?.hash ??
    DETAILS.map((detail) => writeLink(shared, detail)).find(({ length }) => length <= ROOM) ??
    `#v=1&n=${encodeURIComponent(network)}`;
  const flags = `${edits ? "e" : ""}${drawing ? "d" : ""}${difference ? "v" : ""}`;
  const more = [flags && `ow=${flags}`, patches.length && `oq=${encodePatches(patches)}`];
  return [hash.slice(1), ...more.filter(Boolean)].join("&");
}

/**
 * @param {string} text
 * @returns {{found: Found, other: Other}} the drawing is null: whoever reads fetches it from `found`
 */
export function decodeOther(text) {
  const found = readLink(`#${text}`);
  const fields = new URLSearchParams(text);
  const flags = fields.get("ow") ?? "";
  const other = {
    network: found.network,
    checkpoint: found.checkpoint,
    edits: flags.includes("e") ? found.edits : null,
    drawing: null,
    difference: flags.includes("v"),
    patches: NO_PATCHES,
  };
  try {
    return { found, other: { ...other, patches: decodePatches(fields.get("oq") ?? "") } };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    found.trouble.push("The patches are damaged.");
    return { found, other };
  }
}

/** Whether a drawing of its own comes with it. @param {string} text */
export const hasDrawing = (text) => (new URLSearchParams(text).get("ow") ?? "").includes("d");
