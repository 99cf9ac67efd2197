/** What this browser remembers from visit to visit, where it lets us; else until the page is left. */

const VISITED = "inkling.visited";

/** Where the networks are that were trained here. */
export const OWN = "inkling.own";

/**
 * @param {string} key
 * @param {string | null} [otherwise] where storage is forbidden
 * @returns {string | null} null: nothing is remembered
 */
export function recall(key, otherwise = null) {
  try {
    return localStorage.getItem(key);
  } catch {
    return otherwise;
  }
}

/** @param {string} key @param {string | null} value null: forget it */
export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage is forbidden: it lasts until the page is left.
  }
}

/** Nothing was drawn here before. Where nothing can be remembered, nobody is taken for new. */
export const isFirstVisit = () => recall(VISITED, "1") === null;

export const rememberVisit = () => remember(VISITED, "1");
