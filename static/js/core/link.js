/**
 * The page's state in the part of an address that no server sees: "#v=1&n=vgg-mini&i=…".
 *
 * One letter names each fact; letters that are not known are passed over, so that a later version
 * may say more. `link-read.js` and `link-write.js` hold the rest: they are fetched when needed.
 */

/** This version's first words. */
export const VERSION = "1";

/** Where the last moment before a reload is kept. */
export const UNSAVED = "inkling.unsaved";

/** After a reload the address gets what it had no time for. */
export function recallUnsaved() {
  try {
    const hash = sessionStorage.getItem(UNSAVED);
    const [entry] = performance.getEntriesByType("navigation");
    const again = /** @type {PerformanceNavigationTiming} */ (entry)?.type === "reload";
    sessionStorage.removeItem(UNSAVED);
    if (again && hash !== null)
      history.replaceState(history.state, "", location.pathname + location.search + hash);
  } catch {
    // Storage is forbidden: nothing was kept.
  }
}

/** Whether an address brings a state along: whoever follows it is no first visitor. @param {string} [hash] */
export const hasSharedState = (hash = globalThis.location?.hash ?? "") => /^#v=\d/.test(hash);
