/** What the picked number is made of and what it sees, as lines and faces in space. */
import { isAbout } from "../../core/motion.js";
import { pickAt } from "../../core/geometry.js";
import { isAll } from "../../layout/places.js";
import { cellOn, frameOf, middleOf, pyramidOf, regionOn } from "../../layout/space/places.js";
import { cornersOf, onPane } from "../../layout/space/plan.js";
import { MOST_OUTLINES, boldness } from "../flow-overlay.js";
import { indexIn, termsOf } from "./terms.js";

/** @import { Pick, Tensor } from "../../types.js" */
/** @import { Region } from "../../core/geometry.js" */
/** @import { Pane, SpacePlan } from "../../layout/space/plan.js" */
/** @import { Frustum, Placed } from "../../layout/space/places.js" */
/** @import { Vec } from "../../layout/space/camera.js" */
/** @import { Line } from "../../render/space/lines.js" */
/** @import { Coloured } from "../../render/space/quads.js" */
/** @import { FlowContext } from "../flow.js" */
/** @import { Colours } from "./paint.js" */
/** @import { Term } from "./terms.js" */

/** @typedef {{lines: Line[], sides: Coloured[]}} Wires */

/** @typedef {{pane: Pane, box: Placed, value: number, strength: number}} Given what one source cell gave; `strength` of the largest */

/** More lines to one number are a tangle; those that give less than a part of the largest are not seen. */
const MOST_GIVEN = 200;
const LEAST = 0.02;

/**
 * @param {FlowContext} context
 * @param {SpacePlan} plan
 * @param {Colours} colours
 * @returns {Wires}
 */
export function wiresOf(context, plan, colours) {
  const { state, overlay } = context;
  const pick = state.picked.peek();
  const seen = overlay.sight(pick);
  const rest = [
    ...[...plan.panes.values()].flatMap((pane) => loop(cornersOf(pane), colours.faint, 0.45, 1)),
    ...plan.edges.flatMap((edge) => restLines(plan, edge, colours)),
    ...marks(context, plan, colours),
  ];
  if (!pick || !seen) return { lines: rest, sides: [] };
  const given = givenTo(context, plan, pick);
  const frusta = frustaOf(context, plan, seen, given);
  const own = endOf(context, plan, pick);
  const beams = own ? given.map((each) => beam(each, own, colours)) : [];
  return {
    lines: [
      ...rest,
      ...frusta.flatMap((frustum) => edgesOf(frustum, colours)),
      ...beams,
      ...outlines(context, plan, pick, seen, colours),
    ],
    sides: frusta.flatMap((frustum) => sidesOf(frustum, colours)),
  };
}

/** What each source cell gave, the largest last; from the cell's own numbers once they are here. @param {FlowContext} context @param {SpacePlan} plan @param {Pick} pick @returns {Given[]} */
export function givenTo({ state, model }, plan, pick) {
  const cell = state.frame.peek()?.cell;
  const layer = model.byName.peek().get(pick.layer);
  if (!cell || !layer || !isAbout(cell, layer, pick)) return [];
  const home = model.stageOf(pick.layer);
  const found = termsOf(cell).flatMap((term) => {
    const placed = placeOf(model, plan, term);
    return placed && placed.pane.stage !== home ? [{ ...placed, value: term.value }] : [];
  });
  const most = Math.max(1e-12, ...found.map(({ value }) => Math.abs(value)));
  return found
    .map((each) => ({ ...each, strength: Math.abs(each.value) / most }))
    .filter(({ strength }) => strength >= LEAST)
    .sort((a, b) => a.strength - b.strength)
    .slice(-MOST_GIVEN);
}

/** @param {FlowContext["model"]} model @param {SpacePlan} plan @param {Term} term */
function placeOf(model, plan, term) {
  const layer = model.byName.peek().get(term.layer);
  const stage = model.stageOf(term.layer);
  const pane = stage && plan.panes.get(stage.id);
  const shown = stage && model.shown.peek().get(stage.id);
  const index = layer && shown && indexIn(layer, term.index, shown);
  const box = pane && shown && index && cellOn(pane, shown, pickAt(shown, index));
  return pane && box ? { pane, box } : null;
}

/** Where the picked cell lies. @param {FlowContext} context @param {SpacePlan} plan @param {Pick} pick @returns {{pane: Pane, box: Placed} | null} */
export const endOf = ({ model }, plan, pick) => {
  const layer = model.byName.peek().get(pick.layer);
  const index = [pick.channel, pick.depth, pick.row, pick.column].filter((at) => at !== undefined);
  return layer ? placeOf(model, plan, { layer: layer.name, index, value: 0 }) : null;
};

/**
 * The pyramid from the picked cell back to the input; through the maps that gave most, or say most.
 *
 * @param {FlowContext} context
 * @param {SpacePlan} plan
 * @param {Map<string, Region>} seen
 * @param {Given[]} given
 */
export function frustaOf({ state, overlay }, plan, seen, given) {
  /** @type {Map<Pane, Map<number, number>>} */
  const sums = new Map();
  for (const { pane, box, value } of given) {
    const own = sums.get(pane) ?? new Map();
    own.set(box.map, (own.get(box.map) ?? 0) + Math.abs(value));
    sums.set(pane, own);
  }
  const frame = state.frame.peek();
  return pyramidOf(
    plan,
    (pane) => overlay.regionIn(pane, seen),
    (pane, boxes) => {
      const sight = overlay.regionIn(pane, seen);
      const tensor = sight && frame?.tensors.get(sight.layer.name);
      const own = sums.get(pane);
      const says = (/** @type {Placed} */ { map }) =>
        own ? (own.get(map) ?? 0) : sight && tensor ? loudest(tensor, map, sight.region) : 0;
      return boxes.reduce((best, box) => (says(box) > says(best) ? box : best));
    },
  );
}

/** The largest number of a map inside a region. @param {Tensor} tensor @param {number} map @param {Region} region */
function loudest({ shape, data }, map, { box }) {
  const [, ...sizes] = shape;
  /** @type {(axis: number, offset: number) => number} */
  const within = (axis, offset) => {
    if (axis === sizes.length) return Math.abs(data[offset]);
    let most = 0;
    for (let at = box[axis][0]; at <= box[axis][1]; at++)
      most = Math.max(most, within(axis + 1, offset * sizes[axis] + at));
    return most;
  };
  return box.length === sizes.length ? within(0, map) : 0;
}

/** @param {Vec} from @param {Vec} to @param {readonly number[]} colour @param {number} alpha @param {number} width @returns {Line} */
const line = (from, to, colour, alpha, width) => ({ from, to, colour, alpha, width });

/** @param {readonly Vec[]} points closed @param {readonly number[]} colour @param {number} alpha @param {number} width */
const loop = (points, colour, alpha, width) =>
  points.map((point, at) => line(point, points[(at + 1) % points.length], colour, alpha, width));

/** From pane to pane, or over those that it passes by. @param {SpacePlan} plan @param {import("../../layout/graph.js").Edge} edge @param {Colours} colours */
function restLines({ panes }, edge, { faint }) {
  const [from, to] = [panes.get(edge.from), panes.get(edge.to)];
  if (!from || !to) return [];
  if (!edge.skips) {
    const ends = cornersOf(to);
    return cornersOf(from).map((corner, at) => line(corner, ends[at], faint, 0.28, 1));
  }
  const [a, b] = [from, to].map((pane) => onPane(pane, pane.width / 2, 0));
  const high =
    5 +
    2 * edge.skips +
    [...panes.values()].reduce((top, { corner }) => Math.max(top, corner[1]), 0);
  const at = (/** @type {number} */ t) => {
    const rise = 4 * t * (1 - t);
    const base = a[1] + (b[1] - a[1]) * t;
    return /** @type {Vec} */ ([
      a[0] + (b[0] - a[0]) * t,
      base + rise * (high - Math.max(a[1], b[1])),
      a[2] + (b[2] - a[2]) * t,
    ]);
  };
  return Array.from({ length: 20 }, (_, step) =>
    line(at(step / 20), at((step + 1) / 20), faint, 0.7, 1.5),
  );
}

/** Maps that are edited have a frame. @param {FlowContext} context @param {SpacePlan} plan @param {Colours} colours */
function marks({ state, model }, { panes }, { accent }) {
  return state.edits.peek().flatMap(({ layer, channel }) => {
    const pane = panes.get(model.stageOf(layer)?.id ?? "");
    const slot = pane?.form === "maps" ? pane.slots[channel] : undefined;
    return pane && slot ? loop(frameOf(pane, slot), accent, 0.9, 1.5) : [];
  });
}

/** @param {Frustum} frustum @param {Colours} colours */
function edgesOf({ from, to, base, top, whole }, { accent }) {
  const ends = frameOf(to, top);
  const alpha = whole ? 0.3 : 0.5;
  return frameOf(from, base).map((corner, at) => line(corner, ends[at], accent, alpha, 1.1));
}

/** @param {Frustum} frustum @param {Colours} colours @returns {Coloured[]} */
function sidesOf({ from, to, base, top, whole }, { accent }) {
  const [starts, ends] = [frameOf(from, base), frameOf(to, top)];
  const alpha = whole ? 0.02 : 0.075;
  return starts.map((corner, at) => {
    const next = (at + 1) % 4;
    return { corners: [corner, starts[next], ends[next], ends[at]], colour: accent, alpha };
  });
}

/** @param {Given} given @param {{pane: Pane, box: Placed}} own @param {Colours} colours */
function beam({ pane, box, value, strength }, own, { plus, minus }) {
  const { alpha, width } = boldness(strength);
  const ends = /** @type {const} */ ([middleOf(pane, box), middleOf(own.pane, own.box)]);
  return line(...ends, value < 0 ? minus : plus, alpha, width);
}

/** As on the flat layers. @param {FlowContext} context @param {SpacePlan} plan @param {Pick} pick @param {Map<string, Region>} seen @param {Colours} colours */
function outlines({ model, overlay }, plan, pick, seen, { accent, text, bg }) {
  const home = model.stageOf(pick.layer);
  const near = new Set(home?.inputs);
  return [...plan.panes.values()].flatMap((pane) => {
    const sight = overlay.regionIn(pane, seen);
    if (!sight) return [];
    const own = pane.stage === home;
    const first = pane.stage.base.kind === "input";
    if (!own && !first && isAll(sight.layer, sight.region)) return [];
    const boxes = regionOn(pane, sight.layer, sight.region);
    if (boxes.length > MOST_OUTLINES) return [];
    const wide = own ? 2 : near.has(pane.stage.id) ? 2 : 1.25;
    const slot = own && pane.form === "maps" && pane.sheet.size > 1 && pane.slots[pick.channel];
    const tile = slot ? loop(frameOf(pane, slot), accent, 1, 2) : [];
    return [
      ...tile,
      ...boxes.flatMap((box) => loop(frameOf(pane, box), bg, 1, wide + 2)),
      ...boxes.flatMap((box) => loop(frameOf(pane, box), own ? text : accent, 1, wide)),
    ];
  });
}
