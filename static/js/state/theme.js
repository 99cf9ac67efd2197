/** Light, dark, or what the system says; remembered where the browser lets us. */
import { effect } from "../core/signals.js";
import { recall, remember } from "./visit.js";

/** @import { Theme } from "../types.js" */
/** @import { State } from "./store.js" */

/** `theme-boot.js` reads the same key before the first paint. */
const REMEMBERED = "inkling.theme";

/** @param {State} state */
export function themeActions(state) {
  return {
    /** @param {Theme} theme */
    setTheme(theme) {
      state.theme.value = theme;
      remember(REMEMBERED, theme === "system" ? null : theme);
    },
  };
}

/**
 * Keep `state.dark` and the document true to choice and system.
 *
 * @param {State} state
 * @param {HTMLElement} root
 */
export function followTheme(state, root) {
  const system = matchMedia("(prefers-color-scheme: light)");
  const chosen = recall(REMEMBERED);
  if (chosen === "light" || chosen === "dark") state.theme.value = chosen;
  const apply = () => {
    const { value } = state.theme;
    const dark = value === "system" ? !system.matches : value === "dark";
    root.dataset.theme = dark ? "dark" : "light"; // before anybody reads the new colours
    state.dark.value = dark;
  };
  system.addEventListener("change", apply);
  effect(apply);
}
