/** The layers in space: the same network, numbers, pointer and pin as flat, to be turned and flown through. */
import { html, useLayoutEffect, useMemo, useRef, useState } from "../../core/ui.js";
import { styled } from "../../render/style.js";
import { Spoken, tipOf, tipped } from "../flow-tip.js";
import { Names, listed } from "./names.js";
import { createRig } from "./rig.js";
import { mountSpace } from "./watch.js";

await styled("space");

/** @import { Pick } from "../../types.js" */
/** @import { FlowContext } from "../flow.js" */
/** @import { Rig } from "./rig.js" */

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Who comes back looks from where they looked before. @type {WeakMap<FlowContext, Rig>} */
const rigs = new WeakMap();

/** @param {FlowContext} context */
function rigOf(context) {
  const rig = rigs.get(context) ?? createRig(context.model, calm);
  rigs.set(context, rig);
  return rig;
}

/** @param {{context: FlowContext}} props */
export function Space({ context }) {
  const { state } = context;
  const rig = useMemo(() => rigOf(context), [context]);
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const [trouble, tell] = useState(/** @type {"" | "missing" | "lost"} */ (""));
  const [turn, again] = useState(0);
  const network = state.anatomy.value?.id;
  useLayoutEffect(() => {
    if (!root.current || !network || trouble) return undefined;
    const undo = mountSpace(root.current, context, rig, () => tell("lost"));
    if (!undo) tell("missing");
    return undo ?? undefined;
  }, [context, Boolean(network), trouble, turn]);
  const retry = () => {
    tell("");
    again(turn + 1);
  };
  if (trouble) return html`<${Trouble} what=${trouble} retry=${retry} context=${context} />`;
  return html`<div class="space" ref=${root} role="group" aria-label="Layers in space">
    <canvas
      key=${turn}
      class="space-picture"
      tabindex="0"
      role="application"
      aria-label="The layers as panes in space, from the input to the answer"
      aria-describedby="space-keys"
    ></canvas>
    ${network && html`<${Names} context=${context} rig=${rig} />`}
    <${Tips} context=${context} />
    ${network && html`<${Tools} context=${context} rig=${rig} />`}
    <p class="visually-hidden" id="space-keys">
      On the picture the arrow keys turn it, with Shift they move it; plus and minus zoom, zero
      shows all layers. On a layer's name, F flies to it; with Control the arrow keys turn.
    </p>
  </div>`;
}

/** @param {{context: FlowContext}} props */
const Tips = ({ context }) =>
  html`<${Spoken} context=${context} /> ${tipped(context.state).map(
      (pick, at) => pick && html`<${Tip} key=${at} at=${at} pick=${pick} context=${context} />`,
    )}`;

/** @param {{at: number, pick: Pick, context: FlowContext}} props */
function Tip({ at, pick, context }) {
  const tip = tipOf(pick, context);
  return tip && html`<div class="tip" data-tip=${at} aria-hidden="true">${tip.words}</div>`;
}

/** @param {{context: FlowContext, rig: Rig}} props */
function Tools({ context, rig }) {
  const fly = (/** @type {string | null} */ id) => rig.fly(id, performance.now());
  return html`<div class="space-tools">
    <select
      aria-label="Fly to a layer"
      title="Fly to a layer"
      value=${rig.near.value ?? ""}
      onChange=${(/** @type {any} */ event) => fly(event.target.value || null)}
    >
      <option value="">All layers</option>
      ${listed(context).map(({ id, title }) => html`<option key=${id} value=${id}>${title}</option>`)}
    </select>
    <button type="button" aria-label="Nearer" title="Nearer (+)" onClick=${() => rig.zoom(0.8)}>
      +
    </button>
    <button type="button" aria-label="Farther" title="Farther (−)" onClick=${() => rig.zoom(1.25)}>
      −
    </button>
    <button type="button" title="All layers, as at first (0)" onClick=${() => fly(null)}>
      Reset
    </button>
  </div>`;
}

const WORDS = {
  missing: [
    "This browser shows nothing in 3D",
    "It has no WebGL 2, or it is switched off: often “hardware acceleration” in its settings. The flat layers show the same numbers.",
  ],
  lost: [
    "The browser took the 3D picture away",
    "That happens when the graphics card is busy or its driver starts anew. Nothing of the drawing is lost.",
  ],
};

/** @param {{what: "missing" | "lost", retry: () => void, context: FlowContext}} props */
function Trouble({ what, retry, context }) {
  const [title, words] = WORDS[what];
  return html`<div class="space space-trouble" role="alert">
    <h2>${title}</h2>
    <p>${words}</p>
    <p>
      <button type="button" class="button" onClick=${() => context.actions.setView("flat")}>
        Back to the flat layers
      </button>
      <button type="button" class="button" onClick=${retry}>Try again</button>
    </p>
  </div>`;
}
