/** The networks that this browser has trained: it remembers where they are, for as long as they are kept. */
import { getAnatomy } from "../server/api.js";
import { OWN, recall, remember } from "./visit.js";

/** @import { Anatomy } from "../types.js" */

/** @typedef {{network: string, expires: number}} Own `expires`: in seconds since 1970 */

/** Newest first. @returns {Own[]} */
export function recallOwn() {
  try {
    const known = JSON.parse(recall(OWN) ?? "[]");
    return known.filter((/** @type {Own} */ one) => 1000 * one.expires > Date.now());
  } catch {
    return [];
  }
}

/** So many are offered. */
const MOST = 4;

/** @param {Own} own */
export function rememberOwn({ network, expires }) {
  const others = recallOwn().filter((one) => one.network !== network);
  remember(OWN, JSON.stringify([{ network, expires }, ...others].slice(0, MOST)));
}

/**
 * What this browser has trained, and what a link names, where it is still there.
 *
 * @param {readonly string[]} known what is there already
 * @param {string} [wanted] the network of a link
 * @returns {Promise<Anatomy[]>}
 */
export async function ownNetworks(known, wanted) {
  const ids = [...recallOwn().map(({ network }) => network), ...(wanted ? [wanted] : [])];
  const missing = [...new Set(ids)].filter((id) => !known.includes(id));
  const found = await Promise.all(missing.map((id) => getAnatomy(id).catch(() => null)));
  return found.filter((one) => one !== null);
}
