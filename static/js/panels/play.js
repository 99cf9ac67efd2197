/** The way into the player, whose code is fetched when somebody plays. */
import { html, useEffect, useState } from "../core/ui.js";
import { styled } from "../render/style.js";

/** @import { Pick } from "../types.js" */
/** @import { State } from "../state/store.js" */
/** @import { Actions } from "../state/actions.js" */

const code = () => import("./motion/index.js");

/** The player's code and its style sheet, once. */
const fetchPlayer = () => Promise.all([code(), styled("motion")]).then(([player]) => player);

/** @param {{state: State, actions: Actions, pick: () => Pick, text?: string}} props */
export function Play({ state, actions, pick, text = "Play" }) {
  const start = () =>
    actions.fetchPart(fetchPlayer()).then((player) => player?.play(state, actions, pick()));
  return html`<button
    type="button"
    class="button play"
    title="Build this map cell by cell"
    onClick=${start}
  >
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M6.5 4l9 6-9 6z" /></svg>
    ${text}
  </button>`;
}

/** The player's component, once it is wanted and there. @param {boolean} wanted */
export function usePlayer(wanted) {
  const [Player, show] = useState(/** @type {any} */ (null));
  useEffect(() => {
    if (wanted && !Player) fetchPlayer().then((code) => show(() => code.Player));
  }, [wanted]);
  return Player;
}
