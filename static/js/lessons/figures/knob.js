/** A knob of the experiments: choosing a value shows the network that was trained with it. */
import { effect } from "../../core/signals.js";
import { honest } from "../../core/verdict.js";

/** @import { Context } from "../lesson.js" */

/** @param {HTMLElement} root rows of results, each with a choice @param {Context} context */
export function knobFigure(root, { state, turn }) {
  const said = /** @type {HTMLElement} */ (root.querySelector(".knob-said"));
  const chosen = () =>
    /** @type {HTMLInputElement | null} */ (root.querySelector("input:checked"))?.value;

  root.addEventListener("change", () => {
    const network = chosen();
    if (network) turn(root, network);
  });
  effect(() => {
    const frame = state.frame.value;
    if (!frame || frame.network !== chosen()) return;
    said.textContent = `Beside this text stands the chosen one. It reads your digit as “${frame.label}”, with ${honest(frame.probability)}.`;
  });
}
