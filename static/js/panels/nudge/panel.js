/** What would change the network's mind: a little ink, hidden noise, wear. */
import { html, useState } from "../../core/ui.js";
import { styled } from "../../render/style.js";
import { Segments } from "../../views/segments.js";
import { InkNudge } from "./ink.js";
import { Noise } from "./noise.js";
import { Wear } from "./wear.js";

await styled("nudge");

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */

/** @typedef {{state: State, actions: Actions}} Context */
/** @typedef {Context & {target: string, aim: (target: string) => void}} AimProps */

/** @type {readonly [string, string, string][]} */
const PARTS = [
  ["ink", "Ink", "The smallest ink that makes it another class"],
  ["noise", "Noise", "The faintest noise that does"],
  ["wear", "Wear", "Shift, turn, blur it until the answer breaks"],
];

/** @type {Record<string, (props: AimProps) => any>} */
const SHOWN = { ink: InkNudge, noise: Noise, wear: Wear };

/** What was looked at last, on this page. */
let last = { part: "ink", target: "" };

/** @param {Context} context */
export function WhatIf({ state, actions }) {
  const [{ part, target }, keep] = useState(last);
  const set = (/** @type {Partial<typeof last>} */ patch) => {
    last = { ...last, ...patch };
    keep(last);
  };
  const known = state.anatomy.value?.classes.includes(target) ? target : "";
  return html`<div class="what-if">
    <${Segments}
      label="What is changed"
      value=${part}
      choices=${PARTS}
      choose=${(/** @type {string} */ next) => set({ part: next })}
    />
    ${
      state.bare.value
        ? html`<p class="what-words">Draw a digit first: then see what would change the answer.</p>`
        : html`<${SHOWN[part]}
            state=${state}
            actions=${actions}
            target=${known}
            aim=${(/** @type {string} */ next) => set({ target: next })}
          />`
    }
  </div>`;
}
