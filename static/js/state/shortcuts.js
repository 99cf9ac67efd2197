/** Single keys work anywhere, or not; remembered where the browser lets us. */
import { recall, remember } from "./visit.js";

/** @import { State } from "./store.js" */

const REMEMBERED = "inkling.keys";

/** @param {State} state */
export const shortcutActions = (state) => ({
  /** Who speaks to the computer, or hits keys by chance, wants none. @param {boolean} on */
  setShortcuts(on) {
    state.shortcuts.value = on;
    remember(REMEMBERED, on ? null : "off");
  },

  /** What was chosen on an earlier visit. */
  recallShortcuts() {
    state.shortcuts.value = recall(REMEMBERED) !== "off";
  },
});
