/** What the address has no time to say is kept for a reload; `recallUnsaved` in link.js finds it. */
import { UNSAVED } from "./link.js";

/** The page goes away before the address was written: a reload shall find this. @param {string} hash */
export function keepUnsaved(hash) {
  try {
    sessionStorage.setItem(UNSAVED, hash);
  } catch {
    // Storage is forbidden: the address is a moment old.
  }
}

/** The address has all: nothing is to be kept any more. */
export function dropUnsaved() {
  try {
    sessionStorage.removeItem(UNSAVED);
  } catch {
    // Storage is forbidden: nothing was kept.
  }
}
