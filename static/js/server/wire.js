/** What one live message says: as little as the server needs to know after what it got before. */
import { addedPoints, simplify } from "../core/ink.js";

/** @import { Ink, Pick, Picture } from "../types.js" */

/**
 * @typedef {object} Facts everything an answer depends on; never changed in place
 * @property {string} network
 * @property {Ink} ink
 * @property {Picture | null} picture
 * @property {Pick | null} cell
 */

/** The server refuses longer messages (64 KiB); a little room stays for `seq`. */
export const MAX_MESSAGE = 64_000;

/** A point takes about this many bytes. */
const POINT_BYTES = 16;

/**
 * @param {Facts} facts what is to be answered
 * @param {Facts | null} sent what the server holds for this socket; null: nothing is certain
 * @param {number} seq
 * @returns {string} JSON
 */
export function messageFor(facts, sent, seq) {
  const cell = facts.cell ? { cell: facts.cell } : {};
  const network = sent?.network === facts.network ? {} : { network: facts.network };
  const text = JSON.stringify({ seq, ...network, ...drawingOf(facts, sent), ...cell });
  if (text.length <= MAX_MESSAGE || facts.picture) return text;
  const ink = simplify(facts.ink, MAX_MESSAGE / POINT_BYTES - 100);
  return JSON.stringify({ seq, ...network, ink, ...cell });
}

/** @param {Facts} facts @param {Facts | null} sent */
function drawingOf({ network, ink, picture }, sent) {
  if (picture?.pixels) return { pixels: picture.pixels };
  if (picture) return { image: picture.image };
  const known = sent && !sent.picture && sent.network === network;
  const append = known ? addedPoints(sent.ink, ink) : null;
  return append?.length ? { append } : { ink };
}
