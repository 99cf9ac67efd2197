/** Pointing, pinning and walking: pointer and keys to picks. */
import { seenBy } from "../kinds/index.js";
import { hitAt } from "../layout/places.js";
import { pickOn } from "../layout/sheet.js";
import { openedBy } from "../layout/stages.js";
import { strongestCell } from "./flow-activity.js";
import { focusLayer } from "./flow-focus.js";
import { ARROWS, commandOf } from "./keys.js";

/** @import { LayerSpec, Pick } from "../types.js" */
/** @import { State } from "../state/store.js" */
/** @import { Actions } from "../state/actions.js" */
/** @import { Stage } from "../layout/stages.js" */
/** @import { Model } from "./flow-model.js" */

/**
 * @param {State} state
 * @param {Actions} actions
 * @param {Model} model
 */
export function createInput(state, actions, model) {
  /** @param {PointerEvent | MouseEvent} event @param {Element} scene @returns {Pick | null} */
  function pickUnder(event, scene) {
    const frame = scene.getBoundingClientRect();
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
    const hit = hitAt(model.plan.peek(), model.showing.channels, x, y);
    if (!hit) return null;
    const { stage, face } = hit.spot;
    const shown = model.shown.peek().get(stage.id) ?? stage.after;
    const pick = pickOn(shown, face.sheet, hit.map, hit.x, hit.y);
    return pick && { ...pick, layer: openedBy(stage, shown).name };
  }

  /** The strongest cell of what a layer's stage shows. @param {LayerSpec} layer @returns {Pick} */
  function strongestOf(layer) {
    const stage = model.stageOf(layer.name);
    const shown = (stage && model.shown.peek().get(stage.id)) ?? layer;
    const same = shown.shape.join() === layer.shape.join() ? shown : layer;
    const tensor = state.frame.peek()?.tensors.get(same.name);
    return { ...strongestCell(same, tensor), layer: layer.name };
  }

  /** One layer on or back: back to the middle of what the cell sees, on to the strongest. @param {number} step */
  function walkLayer(step) {
    const pin = state.pin.peek();
    const layers = model.layers.peek();
    const at = layers.findIndex((layer) => layer.name === pin?.layer);
    const next = layers[at + step];
    if (!pin || at < 0 || !next) return;
    actions.holdCell(step < 0 ? middleSeen(layers[at], pin, next) : strongestOf(next));
    focusLayer(next.name);
  }

  /** @param {LayerSpec} from @param {Pick} pin @param {LayerSpec} to @returns {Pick} */
  function middleSeen(from, pin, to) {
    const region = seenBy(model.layers.peek(), from, pin).get(to.name);
    const strongest = strongestOf(to);
    if (!region || region.box.length !== 2) return strongest;
    const [row, column] = region.box.map(([first, last]) => Math.floor((first + last) / 2));
    const channel = region.channels?.length === 1 ? region.channels[0] : strongest.channel;
    return { layer: to.name, channel, row, column };
  }

  /** @param {KeyboardEvent} event @param {Stage | undefined} stage that has the focus */
  function key(event, stage) {
    const command = commandOf(event, "flow");
    if (command?.startsWith("patch")) return; // whoever compares hears it
    const pin = state.pin.peek();
    const here = pin && (!stage || stage.layers.some((layer) => layer.name === pin.layer));
    if (command === "letGo" && pin) actions.unpin();
    else if (command === "layerBefore" && pin) walkLayer(-1);
    else if (command === "layerAfter" && pin) walkLayer(1);
    else if (command?.startsWith("walk") && here) walk(event, command === "walkMaps");
    else if (stage && command && command !== "letGo" && !here)
      actions.holdCell(strongestOf(opened(stage)));
    else if (event.key === "Enter" && here) actions.unpin();
    else return;
    actions.hoverCell(null);
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Stage} stage */
  const opened = (stage) => openedBy(stage, model.shown.peek().get(stage.id) ?? stage.after);

  /** @param {KeyboardEvent} event @param {boolean} maps */
  function walk(event, maps) {
    const [columns, rows] = ARROWS[event.key];
    const stage = model.stageOf(state.pin.peek()?.layer ?? "");
    const spot = stage && model.plan.peek().spots.get(stage.id);
    if (maps) actions.walkPin(0, 0, columns + rows);
    else actions.walkPin(columns, rows, 0, spot?.face.sheet.flat ? spot.face.sheet.width : 1);
  }

  return {
    key,
    walkLayer,

    /** @param {PointerEvent} event @param {Element} scene */
    move(event, scene) {
      if (event.pointerType === "touch") return;
      actions.hoverCell(pickUnder(event, scene));
    },

    leave: () => actions.hoverCell(null),

    /** @param {MouseEvent} event @param {Element} scene */
    click(event, scene) {
      const pick = pickUnder(event, scene);
      if (pick) actions.pinCell(pick);
      return pick;
    },
  };
}
