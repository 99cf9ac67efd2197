/** A tour of the page: one lit part and a few plain words at a time. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "../core/ui.js";
import { styled } from "../render/style.js";
import { SCREEN } from "../state/replay.js";
import { playDemo } from "./demo.js";
import { openDialog } from "./dialog.js";
import { strongestCell } from "./flow-activity.js";
import { STEPS } from "./tour-steps.js";

await styled("tour");

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */
/** @import { Step } from "./tour-steps.js" */

/** Between the lit part, the card and the window's edge, in CSS pixels. */
const GAP = 12;

/** @typedef {{state: State, actions: Actions}} Context */

/** @param {Context} context */
export function openTour({ state, actions }) {
  const before = state.pin.peek();
  const blank = state.bare.peek() && !state.demo.peek();
  const lent = blank ? playDemo(state, { ...SCREEN, calm: () => true }, () => {}) : null;
  const giveBack = () => {
    actions.holdCell(before);
    lent?.end();
  };
  openDialog("tour", (close) => html`<${Tour} ...${{ state, actions, close }} />`, giveBack);
}

/** @param {Step} step @returns {Element | null} the part to light */
const anchorOf = ({ anchors }) =>
  anchors
    .map((selector) => document.querySelector(selector))
    .find((element) => element && element.getClientRects().length > 0) ?? null;

/** Hold the strongest number of the first layer with windows. @param {Context} context */
function holdOne({ state, actions }) {
  const layers = state.anatomy.peek()?.layers ?? [];
  const layer = layers.find(({ kernel }) => kernel) ?? layers[1];
  if (!layer || state.pin.peek()) return;
  // What the page shows of it comes after norm and activation, which keep its shape.
  let shown = layer;
  for (const next of layers.slice(layers.indexOf(layer) + 1)) {
    if (String(next.shape) !== String(layer.shape)) break;
    shown = next;
  }
  const tensor = state.frame.peek()?.tensors.get(shown.name);
  actions.holdCell({ ...strongestCell(shown, tensor), layer: layer.name });
}

/** @param {Context & {close: () => void}} props */
function Tour({ state, actions, close }) {
  const [at, go] = useState(0);
  const next = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const step = STEPS[at];
  const last = at === STEPS.length - 1;
  useEffect(() => {
    if (step.holds) holdOne({ state, actions });
    next.current?.focus();
  }, [step]);
  const [hole, card] = usePlaces(step);
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key === "ArrowRight" && !last) go(at + 1);
    else if (event.key === "ArrowLeft" && at > 0) go(at - 1);
    else return;
    event.preventDefault();
  };
  return html`<div class="tour-stage" onKeyDown=${key}>
    <div class="tour-light" ref=${hole}></div>
    <div class="tour-card" ref=${card}>
      <p class="tour-count">${at + 1} of ${STEPS.length}</p>
      <div aria-live="polite">
        <h2 id="tour-title">${step.title}</h2>
        <p id="tour-words">${step.words}</p>
      </div>
      <div class="tour-buttons">
        <button type="button" class="button tour-skip" onClick=${close}>
          ${last ? "Close" : "Skip"}
        </button>
        <button type="button" class="button" disabled=${at === 0} onClick=${() => go(at - 1)}>
          Back
        </button>
        <button
          type="button"
          class="button tour-next"
          ref=${next}
          onClick=${last ? close : () => go(at + 1)}
        >
          ${last ? "Done" : "Next"}
        </button>
      </div>
    </div>
  </div>`;
}

/** Keep light and card where the step's part is. @param {Step} step */
function usePlaces(step) {
  const hole = useRef(/** @type {HTMLElement | null} */ (null));
  const card = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    anchorOf(step)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const place = () => {
      if (!hole.current || !card.current) return;
      const lit = litBox(anchorOf(step)?.getBoundingClientRect());
      putBox(hole.current, lit);
      const [x, y] = besides(lit, card.current.getBoundingClientRect());
      card.current.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    };
    place();
    const timer = setInterval(place, 200); // whatever moves meanwhile: layout, scrolling, fonts
    addEventListener("resize", place);
    return () => {
      clearInterval(timer);
      removeEventListener("resize", place);
    };
  }, [step]);
  return [hole, card];
}

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

/** The part of an element that the window shows. @param {DOMRect | undefined} box @returns {Box} */
function litBox(box) {
  if (!box) return { left: innerWidth / 2, top: 0, right: innerWidth / 2, bottom: 0 };
  return {
    left: Math.max(4, box.left - 4),
    top: Math.max(4, box.top - 4),
    right: Math.min(innerWidth - 4, box.right + 4),
    bottom: Math.min(innerHeight - 4, box.bottom + 4),
  };
}

/** @param {HTMLElement} element @param {Box} box */
function putBox({ style }, { left, top, right, bottom }) {
  style.left = `${left}px`;
  style.top = `${top}px`;
  style.width = `${Math.max(0, right - left)}px`;
  style.height = `${Math.max(0, bottom - top)}px`;
}

/**
 * Where the card stands: beside the lit part where there is room, else inside it at the bottom.
 *
 * @param {Box} lit
 * @param {{width: number, height: number}} card
 * @returns {[x: number, y: number]}
 */
export function besides(lit, { width, height }) {
  const within = (/** @type {number} */ value, /** @type {number} */ most) =>
    Math.max(GAP, Math.min(most, value));
  const x = within(lit.left, innerWidth - width - GAP);
  const y = within(lit.top, innerHeight - height - GAP);
  if (lit.right + width + 2 * GAP <= innerWidth) return [lit.right + GAP, y];
  if (lit.left - width - 2 * GAP >= 0) return [lit.left - width - GAP, y];
  if (lit.bottom + height + 2 * GAP <= innerHeight) return [x, lit.bottom + GAP];
  if (lit.top - height - 2 * GAP >= 0) return [x, lit.top - height - GAP];
  return [x, innerHeight - height - 2 * GAP];
}
