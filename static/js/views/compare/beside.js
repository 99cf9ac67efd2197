/** B below A: a flow of its own, joined with the page's. */
import { effect } from "../../core/signals.js";
import { html, render, useLayoutEffect } from "../../core/ui.js";
import { styled } from "../../render/style.js";
import { comparisonOf } from "../../state/comparison.js";
import { FlowFoot } from "../flow-foot.js";
import { sceneOn } from "../flow-scene.js";
import { Flow } from "../flow.js";
import { patchByHand } from "./drag.js";
import { join } from "./join.js";
import { Strip } from "./strip.js";

await styled("compare");

/** @import { Actions } from "../../state/actions.js" */
/** @import { Comparison } from "../../state/comparison.js" */
/** @import { State } from "../../state/store.js" */

/** What stands there already. @type {HTMLElement | null} */
let standing = null;

/** Stand there as long as something is compared. @param {State} state @param {Actions} actions */
export function standBeside(state, actions) {
  const pane = document.getElementById("flow-pane");
  if (standing || !pane || state.compared.peek() === "") return;
  const comparison = comparisonOf(state, actions);
  const parts = ["strip", "other", "foot"].map((name) => {
    const element = document.createElement(name === "other" ? "section" : "div");
    element.className = `beside-${name}`;
    return element;
  });
  const [strip, other, foot] = parts;
  other.classList.add("flow-pane");
  other.setAttribute("aria-label", "The other network, layer by layer");
  pane.after(...parts);
  pane.parentElement?.classList.add("compares");
  standing = other;
  const stop = comparison.follow();
  const props = { state, comparison };
  render(html`<${Strip} ...${props} />`, strip);
  render(html`<${Below} ...${props} />`, other);
  render(html`<${FlowFoot} state=${state} actions=${actions} />`, foot);
  const off = effect(() => {
    if (state.compared.value === "") queueMicrotask(leave);
  });

  function leave() {
    if (state.compared.peek() !== "" || !standing) return;
    standing = null;
    comparison.end();
    off();
    stop();
    for (const part of parts) {
      render(null, part);
      part.remove();
    }
    pane?.parentElement?.classList.remove("compares");
  }
}

/** @param {{state: State, comparison: Comparison}} props */
function Below({ comparison }) {
  const { side, actions } = comparison;
  useLayoutEffect(() => {
    const [above, below] = ["flow", "other"].map((id) => document.getElementById(id));
    const [a, b] = [sceneOn(above), sceneOn(below)];
    if (!above || !below || !a || !b) return undefined;
    const undo = [
      join(above, below, a, b, comparison),
      patchByHand(above, below, a, b, comparison),
    ];
    return () => undo.forEach((call) => call());
  }, [comparison]);
  return html`<${Flow} id="other" state=${side} actions=${actions} />`;
}
