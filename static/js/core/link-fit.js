/** The link that fits into an address with the least loss, and says what was lost. */
import { decodeEdits, encodeEdits } from "./edits-code.js";
import { MOST_STROKES, decodeInk, encodeInk } from "./ink-code.js";
import { countPoints } from "./ink.js";
import { DETAILS, fitsALink, thinned, writeLink } from "./link-write.js";

/** @import { Edit, Ink } from "../types.js" */
/** @import { Detail, Shared } from "./link-write.js" */

/** Whole addresses stay below this many characters everywhere. */
export const LONGEST = 1999;

/** By how much a probability may differ before it counts as another answer. */
const SAME = 0.005;

/** @typedef {{label: string, probability: number}} Answer */

/**
 * @typedef {object} Fitted
 * @property {string} hash
 * @property {"none" | "times" | "points" | "answer" | "drawing" | "picture" | "kernels"} lost
 * @property {number} points of the drawing
 * @property {number} kept of them
 * @property {Answer | null} before the network's answer to the drawing; only where something was lost
 * @property {Answer | null} after its answer to the one in the link
 */

/**
 * @param {Shared} shared
 * @param {number} room characters from "#" on
 * @param {(ink: Ink, edits: readonly Edit[]) => Promise<Answer>} ask what the network says
 * @returns {Promise<Fitted>}
 */
export async function fitLink(shared, room, ask) {
  const whole = { points: countPoints(shared.ink.strokes), before: null, after: null };
  const exact = plainLink(shared, room);
  if (exact) return { ...whole, ...exact, kept: whole.points };
  const hopeless = shared.picture || shared.ink.strokes.length > MOST_STROKES;
  const fitting = hopeless ? [] : DETAILS.filter((d) => writeLink(shared, d).length <= room);
  const before = fitting.length ? await ask(shared.ink, shared.edits) : null;
  /** @type {Fitted | null} */
  let nearest = null;
  for (const detail of fitting) {
    const [ink, edits] = asRead(shared, detail);
    const after = await ask(ink, edits);
    const hash = writeLink(shared, detail);
    const kept = countPoints(ink.strokes);
    if (before && same(before, after))
      return { ...whole, hash, lost: "points", kept, before, after };
    nearest ??= { ...whole, hash, lost: "answer", kept, before, after };
  }
  if (nearest) return nearest;
  const edits = withoutKernels(shared.edits);
  if (edits.length === shared.edits.length) return { ...whole, ...withoutDrawing(shared, room) };
  return { ...(await fitLink({ ...shared, edits }, room, ask)), lost: "kernels" };
}

/**
 * Nothing lost that anybody could see: no question to the network is needed.
 *
 * @param {Shared} shared
 * @param {number} room
 * @returns {{hash: string, lost: "none" | "times" | "picture"} | null}
 */
export function plainLink(shared, room) {
  if (!fitsALink(shared.picture)) {
    const hash = writeLink(shared, DETAILS[0]);
    return hash.length <= room ? { hash, lost: "picture" } : null;
  }
  if (shared.ink.strokes.length > MOST_STROKES) return null;
  for (const detail of DETAILS.slice(0, 2)) {
    const hash = writeLink(shared, detail);
    if (hash.length <= room) return { hash, lost: detail.times ? "none" : "times" };
  }
  return null;
}

/**
 * The link with most detail that fits, whatever the network says about it.
 *
 * @param {Shared} shared
 * @param {number} room
 */
export function hastyLink(shared, room) {
  for (const detail of DETAILS) {
    const hash = writeLink(shared, detail);
    if (hash.length <= room) return hash;
  }
  return withoutDrawing(shared, room).hash;
}

/** What whoever opens the link will have. @param {Shared} shared @param {Detail} detail @returns {[Ink, Edit[]]} */
function asRead({ ink, edits }, { grid, times, tolerance, depth }) {
  return [
    decodeInk(encodeInk(thinned(ink, tolerance), grid, times)),
    edits.length ? decodeEdits(encodeEdits(edits, depth)) : [],
  ];
}

/** @param {Answer} a @param {Answer} b */
const same = (a, b) => a.label === b.label && Math.abs(a.probability - b.probability) <= SAME;

/** @param {readonly Edit[]} edits */
const withoutKernels = (edits) => edits.filter(({ weights }) => weights === undefined);

/** @param {Shared} shared @param {number} room @returns {{hash: string, lost: "drawing", kept: number}} */
function withoutDrawing(shared, room) {
  const rest = { ...shared, picture: null, ink: { ...shared.ink, strokes: [] } };
  const hash = writeLink(rest, DETAILS[0]);
  const fits = hash.length <= room;
  return {
    hash: fits ? hash : writeLink({ ...rest, edits: [] }, DETAILS[0]),
    lost: "drawing",
    kept: 0,
  };
}
