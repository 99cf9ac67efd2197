/** Light, dark or as the system: the switch in the header. */
import { effect } from "../core/signals.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */
/** @import { Theme } from "../types.js" */

/**
 * @param {HTMLElement} root holds one button for each `data-theme-choice`
 * @param {{state: State, actions: Actions}} context
 */
export function mountTheme(root, { state, actions }) {
  const buttons = [...root.querySelectorAll("button")];
  for (const button of buttons) {
    const choice = /** @type {Theme} */ (button.dataset.themeChoice);
    button.addEventListener("click", () => actions.setTheme(choice));
  }
  effect(() => {
    for (const button of buttons) {
      button.ariaPressed = String(button.dataset.themeChoice === state.theme.value);
    }
  });
}
