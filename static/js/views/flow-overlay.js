/** What the picked cell sees: lines below the tiles, frames above them. */
import { isAbout } from "../core/motion.js";
import { kindOf, seenBy } from "../kinds/index.js";
import { flat, total } from "../kinds/numbers.js";
import { contributionLinks, pathLinks, restLinks } from "../layout/links.js";
import { boxesOf, isAll } from "../layout/places.js";
import { drawOutlines } from "../render/outlines.js";
import { drawWires, freshCanvas } from "../render/wires.js";

/** @import { Cell, LayerSpec, Pick } from "../types.js" */
/** @import { State } from "../state/store.js" */
/** @import { Region } from "../core/geometry.js" */
/** @import { Link } from "../layout/links.js" */
/** @import { Spot } from "../layout/plan.js" */
/** @import { Stage } from "../layout/stages.js" */
/** @import { Outline } from "../render/outlines.js" */
/** @import { Wire } from "../render/wires.js" */
/** @import { Model } from "./flow-model.js" */

/** More units than this are not outlined one by one. */
export const MOST_OUTLINES = 60;

/**
 * @param {State} state
 * @param {Model} model
 */
export function createOverlay(state, model) {
  /** What the pick sees in every earlier layer. @param {Pick | null} pick */
  function sight(pick) {
    const layer = pick && model.byName.peek().get(pick.layer);
    if (!pick || !layer) return null;
    return seenBy(model.layers.peek(), layer, pick);
  }

  /**
   * The region on what a stage shows: of the shown layer, or of another with the same cells.
   *
   * @param {{stage: Stage}} spot
   * @param {Map<string, Region>} seen
   */
  function regionIn({ stage }, seen) {
    const shown = model.shown.peek().get(stage.id) ?? stage.after;
    const same = stage.layers.filter((layer) => layer.shape.join() === shown.shape.join());
    const known = [shown, ...same.toReversed()].find((layer) => seen.has(layer.name));
    return known ? { layer: shown, region: /** @type {Region} */ (seen.get(known.name)) } : null;
  }

  /** @param {Pick} pick @param {Map<string, Region>} seen @returns {Outline[]} */
  function outlinesOf(pick, seen) {
    const stage = model.stageOf(pick.layer);
    const near = new Set(stage?.inputs);
    return [...model.plan.peek().spots.values()].flatMap((spot) => {
      const found = regionIn(spot, seen);
      if (!found) return [];
      const own = spot.stage === stage;
      const channels = model.showing.channels(spot);
      const first = spot.face.first;
      if (!own && !first && isAll(found.layer, found.region)) return [];
      const boxes = boxesOf(spot, channels, found.layer, found.region);
      if (boxes.length > MOST_OUTLINES) return [];
      /** @type {Outline["role"]} */
      const role = own ? "cell" : near.has(spot.stage.id) ? "window" : "field";
      const tile = own && spot.face.form === "maps" ? tileOf(spot, channels, pick.channel) : [];
      return [...tile, ...boxes.map((box) => ({ ...box, role }))];
    });
  }

  /** @param {Pick | null} pick @returns {Link[]} */
  function linksOf(pick) {
    const plan = model.plan.peek();
    const rest = restLinks(plan, model.showing);
    const seen = sight(pick);
    const stage = pick && model.stageOf(pick.layer);
    const to = stage && plan.spots.get(stage.id);
    if (!pick || !seen || !to) return rest;
    const seenOf = (/** @type {Spot} */ spot) => regionIn(spot, seen)?.region;
    const own = plan.edges
      .filter((edge) => edge.to === stage.id && !edge.skips)
      .flatMap((edge) => {
        const from = plan.spots.get(edge.from);
        const gave = from && gaveTo(pick, from, seenOf(from));
        return gave ? contributionLinks(from, to, pick.channel, gave, model.showing) : [];
      });
    return [...rest, ...pathLinks(plan, seenOf, stage.id, model.showing), ...own];
  }

  /**
   * What each channel of a source gave: from the cell's own numbers once they are here.
   *
   * @param {Pick} pick
   * @param {Spot} from
   * @param {Region | undefined} region
   * @returns {Map<number, number> | null}
   */
  function gaveTo(pick, from, region) {
    const cell = state.frame.peek()?.cell;
    const layer = model.byName.peek().get(pick.layer);
    const known = cell && layer && isAbout(cell, layer, pick) ? shares(cell, layer, from) : null;
    if (known) return known;
    const channels = region?.channels ?? [];
    return channels.length && channels.length <= 4 ? new Map(channels.map((at) => [at, 1])) : null;
  }

  /** All lines as they are drawn now. @param {Record<string, string>} colours by role */
  const wires = (colours) => linksOf(state.picked.peek()).map((link) => wireOf(link, colours));

  /** All frames as they are drawn now. */
  function outlines() {
    const pick = state.picked.peek();
    const seen = sight(pick);
    return pick && seen ? outlinesOf(pick, seen) : [];
  }

  return {
    sight,
    regionIn,
    wires,
    outlines,

    /** @param {HTMLCanvasElement} canvas @param {Record<string, string>} colours by role */
    drawLinks(canvas, colours) {
      const { width, height } = model.plan.peek();
      drawWires(freshCanvas(canvas, width, height), wires(colours));
    },

    /** @param {HTMLCanvasElement} canvas @param {import("../render/outlines.js").OutlineColours} colours */
    drawFrames(canvas, colours) {
      const { width, height } = model.plan.peek();
      const drawn = outlines();
      canvas.hidden = drawn.length === 0; // an empty canvas of this size costs the browser a layer
      drawOutlines(freshCanvas(canvas, width, height), drawn, colours);
    },
  };
}

/** @param {Spot} spot @param {number[]} channels @param {number} channel @returns {Outline[]} */
function tileOf({ slots, face }, channels, channel) {
  const slot = slots[channels.indexOf(channel)];
  return slot && face.sheet.size > 1 ? [{ ...slot, role: "tile" }] : [];
}

/**
 * A cell's products, summed for each channel (or unit) of its source.
 *
 * @param {Cell} cell
 * @param {LayerSpec} layer
 * @param {Spot} from
 * @returns {Map<number, number> | null}
 */
function shares(cell, layer, from) {
  if (!kindOf(layer).mixes || !cell.products) return null;
  const products = flat(cell.products);
  const channels = cell.sources[0]?.channels;
  const { count, size } = from.face.sheet;
  const names =
    channels ?? Array.from({ length: from.face.form === "maps" ? count : size }, (_, at) => at);
  const each = products.length / names.length;
  if (!Number.isInteger(each)) return null;
  return new Map(
    names.map((name, at) => [name, total(products.slice(at * each, (at + 1) * each))]),
  );
}

/** @param {Link} link @param {Record<string, string>} colours @returns {Wire} */
function wireOf({ points, role, strength }, colours) {
  const colour = colours[role];
  if (role === "plus" || role === "minus") return { points, colour, ...boldness(strength) };
  return { points, colour, width: 1, alpha: role === "path" ? 0.35 : 0.35 + 0.5 * strength };
}

/** How a contribution is drawn. @param {number} strength 0..1, of the largest */
export const boldness = (strength) => ({
  width: 0.75 + 2.25 * strength,
  alpha: 0.25 + 0.75 * strength,
});
