/** What one live message says: as little as the server needs to know after what it got before. */
import { addedPoints, simplify } from "../core/ink.js";

/** @import { Edit, Fit, Ink, Pick, Picture, Stamp } from "../types.js" */

/**
 * @typedef {object} Facts everything an answer depends on; never changed in place
 * @property {string} network
 * @property {Ink} ink
 * @property {Picture | null} picture
 * @property {Pick | null} cell
 * @property {Fit | null} [fit] how the drawing becomes the input; null: the server's way
 * @property {readonly Edit[]} [edits] changes of the network, for this message
 * @property {number | null} [checkpoint] the network as it was at this step of its training; null: finished
 * @property {readonly string[]} [layers] whose outputs are wanted; empty: all
 * @property {Stamp | null} [stamp] the drawing's place on the timeline; not sent
 * @property {string} [near] the layer in which neighbours are wanted; empty: in none
 * @property {boolean} [difference] whether what the edits changed in each layer is wanted
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
  const { network, cell, edits } = facts;
  const fit = facts.fit ?? null;
  const same = fit === (sent?.fit ?? null);
  const head = { seq, ...(sent?.network === network ? {} : { network }) };
  const tail = {
    ...layersOf(facts, sent),
    ...(fit === null ? {} : { fit }),
    ...(edits?.length ? editsOf(facts, sent) : {}),
    ...(facts.checkpoint == null ? {} : { checkpoint: facts.checkpoint }),
    ...(cell ? { cell: cellOf(cell) } : {}),
    ...(facts.near ? { neighbours: facts.near } : {}),
  };
  const text = JSON.stringify({ ...head, ...drawingOf(facts, same ? sent : null), ...tail });
  if (text.length <= MAX_MESSAGE || facts.picture) return text;
  return JSON.stringify({ ...head, ink: thinner(facts.ink), ...tail });
}

/** The server goes on with the layers that it knows; with another network it begins with all. @param {Facts} facts @param {Facts | null} sent */
function layersOf({ network, layers = [] }, sent) {
  const held = sent && sent.network === network ? (sent.layers ?? []) : [];
  return sent && held.join() === layers.join() ? {} : { layers };
}

/**
 * The same facts as the body of a REST call: what is on screen, whole.
 *
 * @param {{ink: Ink, picture: Picture | null, fit?: Fit | null, edits?: readonly Edit[], checkpoint?: number | null}} facts
 * @returns {Record<string, any>} with the `checkpoint`, which belongs into the query
 */
export function bodyOf({ ink, picture, fit = null, edits = [], checkpoint = null }) {
  return {
    ...(picture ? pictureFields(picture) : { ink: shown(ink) }),
    ...(fit === null ? {} : { fit }),
    ...(edits.length ? { edits } : {}),
    ...(checkpoint === null ? {} : { checkpoint }),
  };
}

/** So few points that they have room in a message. @param {Ink} ink */
const thinner = (ink) => simplify(ink, MAX_MESSAGE / POINT_BYTES - 100);

/** As the live messages have it. @param {Ink} ink @returns {Ink} */
const shown = (ink) => (JSON.stringify(ink).length > MAX_MESSAGE ? thinner(ink) : ink);

/** Heavy ones are told once. @param {Facts} facts @param {Facts | null} sent */
const editsOf = ({ network, edits, difference }, sent) => ({
  ...(sent?.edits === edits && sent?.network === network ? { keep: true } : { edits }),
  baseline: true,
  ...(difference ? { difference } : {}),
});

/** @param {Picture} picture */
function pictureFields({ pixels, image, invert }) {
  return pixels ? { pixels } : { image, ...(invert === undefined ? {} : { invert }) };
}

/** Nothing where the server has the drawing already. @param {Facts} facts @param {Facts | null} sent */
function drawingOf({ ink, picture }, sent) {
  if (sent && sent.picture === picture && (picture || sent.ink === ink)) return {};
  if (picture) return pictureFields(picture);
  const append = sent && !sent.picture ? addedPoints(sent.ink, ink) : null;
  return append?.length ? { append } : { ink };
}

/** The four names that the server knows. @param {Pick} pick */
const cellOf = ({ layer, channel, depth, row, column }) => ({ layer, channel, depth, row, column });
