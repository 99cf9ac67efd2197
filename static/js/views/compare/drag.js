/** A map, a unit or a layer is taken from A and put into B: by mouse, by finger, by key. */
import { sameSize } from "../../core/patches.js";
import { hitAt } from "../../layout/places.js";
import { pickOn } from "../../layout/sheet.js";
import { counterpart } from "../../core/counterpart.js";
import { commandOf } from "../keys.js";
import { ghostOf } from "./ghost.js";

/** @import { LayerSpec } from "../../types.js" */
/** @import { Patch } from "../../core/patches.js" */
/** @import { Comparison } from "../../state/comparison.js" */
/** @import { FlowContext } from "../flow.js" */

/** A pointer that moves less holds a number; one that moves more takes the map along. */
const FAR = 8;
/** A finger that rests for so many milliseconds takes the map along; one that moves sooner scrolls. */
const LONG = 350;

/** @typedef {{layer: LayerSpec, channel: number | null}} Part a channel, or all of a layer */

/**
 * @param {HTMLElement} above A's flow
 * @param {HTMLElement} below B's
 * @param {FlowContext} a
 * @param {FlowContext} b
 * @param {Comparison} comparison
 * @returns {() => void} the undo
 */
export function patchByHand(above, below, a, b, comparison) {
  const stop = new AbortController();
  const { signal } = stop;
  const { rank } = a.model;
  /** @type {{part: Part, x: number, y: number, id: number, ghost: ReturnType<typeof ghostOf> | null, timer: number} | null} */
  let held = null;

  /** @param {PointerEvent} event */
  function down(event) {
    if (event.button !== 0 || held) return;
    const part = partUnder(a, above, event);
    if (!part) return;
    const touch = event.pointerType !== "mouse";
    const timer = touch ? window.setTimeout(lift, LONG) : 0;
    held = { part, x: event.clientX, y: event.clientY, id: event.pointerId, ghost: null, timer };
    a.model.rank = () => {}; // no map changes its place meanwhile
  }

  function lift() {
    if (!held || held.ghost) return;
    held.ghost = ghostOf(above, held.part, a.model);
    held.ghost.move(held.x, held.y, null);
    document.body.classList.add("beside-drags");
    markFitting(held.part);
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (!held || event.pointerId !== held.id) return;
    const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR;
    if (!held.ghost && far) {
      if (event.pointerType !== "mouse") return drop(); // it scrolls
      lift();
    }
    held.ghost?.move(event.clientX, event.clientY, targetUnder(event));
  }

  /** @param {PointerEvent} event */
  function up(event) {
    if (!held || event.pointerId !== held.id) return;
    const { part, ghost } = held;
    const target = ghost && targetUnder(event);
    drop();
    if (!ghost) return;
    swallowClick();
    if (target) put(part, target);
  }

  function drop() {
    if (!held) return;
    clearTimeout(held.timer);
    held.ghost?.remove();
    a.model.rank = rank;
    document.body.classList.remove("beside-drags");
    held = null;
    for (const each of below.querySelectorAll("[data-fits]")) each.removeAttribute("data-fits");
  }

  /** What a drop here would change; null: nothing, or it does not fit. @param {PointerEvent} event @returns {Part | null} */
  function targetUnder(event) {
    const part = held && partUnder(b, below, event);
    if (!held || !part) return null;
    const target = held.part.channel === null ? { ...part, channel: null } : part;
    return fitting(held.part, target) ? target : null;
  }

  /** @param {Part} from @param {Part} to */
  const fitting = (from, to) =>
    to.layer !== b.model.layers.peek().at(-1) &&
    (from.channel === null) === (to.channel === null) &&
    sameSize(from.layer, to.layer, from.channel === null);

  /** Columns of B that would take it. @param {Part} part */
  function markFitting(part) {
    for (const element of below.querySelectorAll(".stage")) {
      const shown = b.model.shown.peek().get(element.getAttribute("data-stage") ?? "");
      const takes = shown && fitting(part, { layer: patchable(b, shown), channel: part.channel });
      if (takes) element.setAttribute("data-fits", "");
    }
  }

  /** @param {Part} from @param {Part} to */
  const put = (from, to) =>
    comparison.addPatch({
      layer: to.layer.name,
      channel: to.channel,
      donor_layer: from.layer.name,
      donor_channel: from.channel,
    });

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.key === "Escape" && held?.ghost) {
      drop();
      event.stopPropagation();
      return;
    }
    const command = commandOf(event, "flow");
    if (command !== "patch" && command !== "patchLayer") return;
    event.preventDefault();
    event.stopPropagation();
    const patch = patchOfPin(a, b, comparison, command === "patchLayer");
    if (patch) comparison.addPatch(patch);
  }

  above.addEventListener("pointerdown", down, { signal });
  addEventListener("pointermove", move, { signal });
  addEventListener("pointerup", up, { signal });
  addEventListener("pointercancel", drop, { signal });
  const still = (/** @type {Event} */ event) => held?.ghost && event.preventDefault();
  above.addEventListener("touchmove", still, { signal, passive: false });
  above.addEventListener("contextmenu", still, { signal });
  for (const flow of [above, below]) flow.addEventListener("keydown", key, { signal });
  return () => {
    drop();
    stop.abort();
  };
}

/** The patch of what is pinned: from A's cell to its counterpart. Null where there is none that fits. @param {FlowContext} a @param {FlowContext} b @param {Comparison} comparison @param {boolean} whole @returns {Patch | null} */
export function patchOfPin(a, b, comparison, whole) {
  const pin = a.state.pin.value;
  const own = pin && a.model.byName.value.get(pin.layer);
  if (!pin || !own) return null;
  const stage = a.model.stageOf(own.name);
  const shown = (stage && a.model.shown.value.get(stage.id)) ?? own;
  const from = patchable(a, shown.shape.join() === own.shape.join() ? shown : own);
  const layers = [a, b].map(({ model }) => model.layers.value);
  const there = counterpart(
    { ...pin, layer: from.name },
    layers[0],
    layers[1],
    comparison.pairs.value,
  );
  const to = there && b.model.byName.value.get(there.layer);
  if (!to || to === layers[1].at(-1) || !sameSize(from, to, whole)) return null;
  return {
    layer: to.name,
    channel: whole ? null : pin.channel,
    donor_layer: from.name,
    donor_channel: whole ? null : pin.channel,
  };
}

/** Probabilities are not patched, but what they are made of. @param {FlowContext} context @param {LayerSpec} layer */
function patchable({ model }, layer) {
  const layers = model.layers.peek();
  return layer === layers.at(-1) ? (model.byName.peek().get(layer.inputs[0]) ?? layer) : layer;
}

/** The channel under the pointer; over a title, or with Shift, the whole layer. @param {FlowContext} context @param {HTMLElement} flow @param {PointerEvent} event @returns {Part | null} */
function partUnder(context, flow, event) {
  const { model } = context;
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const stage = under && flow.contains(under) ? under.closest(".stage") : null;
  const id = stage?.getAttribute("data-stage") ?? "";
  const shown = model.shown.peek().get(id);
  if (!stage || !shown) return null;
  const layer = patchable(context, shown);
  if (event.shiftKey || under?.closest(".stage-head")) return { layer, channel: null };
  const scene = /** @type {Element} */ (flow.querySelector(".flow-scene"));
  const frame = scene.getBoundingClientRect();
  const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
  const hit = hitAt(model.plan.peek(), model.showing.channels, x, y);
  const pick = hit && pickOn(shown, hit.spot.face.sheet, hit.map, hit.x, hit.y);
  return pick && { layer, channel: pick.channel };
}

/** What was dragged was not clicked. */
function swallowClick() {
  const swallow = (/** @type {Event} */ event) => event.stopPropagation();
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 50);
}
