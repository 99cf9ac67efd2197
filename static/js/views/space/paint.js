/** Numbers onto the panes: the same colours as on the flat layers, one texture for each stage. */
import { extentOf } from "../../core/colormap.js";
import { BAR, onPane } from "../../layout/space/plan.js";
import { frameOf } from "../../layout/space/places.js";
import { barsOf } from "../../render/bars.js";
import { fillWords } from "../../render/raster.js";
import { builtOrder, hatch } from "../flow-built.js";
import { looksOf } from "../flow-paint.js";
import { shownNumbers } from "../flow-shown.js";

/** @import { Frame, LayerSpec } from "../../types.js" */
/** @import { Pane, SpacePlan } from "../../layout/space/plan.js" */
/** @import { Maps, Tiles } from "../../render/space/maps.js" */
/** @import { Coloured } from "../../render/space/quads.js" */
/** @import { SpaceStage } from "../../render/space/stage.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Model } from "../flow-model.js" */

/** @typedef {Record<string, [number, number, number]>} Colours of the page, by name */

/** Between the units of a layer: a part of their side. */
const INSET = 0.07;

/** @param {State} state @param {Model} model @param {SpaceStage} stage */
export function createSpacePainter(state, model, stage) {
  /** @type {Map<string, {pane: Pane, maps: Maps}>} */
  let known = new Map();

  const clear = () => known.forEach(({ maps }) => maps.dispose());

  /** @param {Pane} pane */
  const shownOf = (pane) => model.shown.peek().get(pane.stage.id) ?? pane.stage.after;

  /** @param {{pane: Pane, maps: Maps}} part @param {Frame} frame */
  function paintPane({ pane, maps }, frame) {
    const { sheet, slots } = pane;
    const layer = shownOf(pane);
    const looks = looksOf(state, model, frame, layer, sheet);
    if (!looks) return;
    const { values, extent, colours, blank } = looks;
    const alike = state.scale.peek() === "layer" && !state.motion.peek();
    if (alike && (sheet.count === 1 || !sheet.order)) {
      for (const { words, first } of maps.parts)
        fillWords(
          words,
          { values, start: first * sheet.size, order: sheet.order },
          extent,
          colours,
          blank,
        );
    } else {
      for (let map = 0; map < slots.length; map++) {
        const { raster, reach, built } = looks.map(map);
        const words = maps.words(map);
        fillWords(words, raster, reach, colours, blank);
        if (built && !sheet.flat) hatch(words, built, sheet.width);
      }
    }
    maps.changed();
  }

  return {
    /** Other panes. @param {SpacePlan} plan */
    lay(plan) {
      clear();
      known = new Map();
      for (const pane of plan.panes.values())
        known.set(pane.stage.id, { pane, maps: stage.maps(tilesOf(pane)) });
    },

    /** @param {Frame} frame @param {Colours} colours */
    paint(frame, colours) {
      for (const part of known.values()) paintPane(part, frame);
      const bars = [...known.values()].flatMap(({ pane }) =>
        pane.form === "bars" ? barQuads(state, model, frame, pane, shownOf(pane), colours) : [],
      );
      stage.bars.set(bars);
    },

    /** @param {ReadonlySet<string>} glass ids of stages */
    show(glass) {
      for (const [id, { maps }] of known) maps.show(glass.has(id));
    },

    dispose: clear,
  };
}

/** @param {Pane} pane @returns {Tiles} */
export function tilesOf(pane) {
  const { slots, sheet, apart, form } = pane;
  const { width, height } = sheet;
  const size = { apart, count: slots.length, width, height };
  if (!apart)
    return { ...size, quads: slots.map((slot) => /** @type {any} */ (frameOf(pane, slot))) };
  const [inX, inY] = form === "bars" ? [0, 0.12] : [INSET, INSET];
  const quads = slots.flatMap((slot) => {
    const [wide, high] = [slot.width / width, slot.height / height];
    return Array.from({ length: width * height }, (_, at) => {
      const there = !sheet.order || sheet.order[at] >= 0;
      const [x, y] = [slot.x + (at % width) * wide, slot.y + Math.floor(at / width) * high];
      const own = { x: x + inX * wide, y: y + inY * high };
      const span = there ? 1 : 0;
      return frameOf(pane, {
        ...own,
        width: span * (1 - 2 * inX) * wide,
        height: span * (1 - 2 * inY) * high,
      });
    });
  });
  return { ...size, quads: /** @type {any} */ (quads) };
}

/** How long the bars of the answer are, and in which colours. @param {State} state @param {Model} model @param {Frame} frame @param {Pane} pane @param {LayerSpec} layer @param {Colours} colours @returns {Coloured[]} */
function barQuads(state, model, frame, pane, layer, colours) {
  const { tensor, tone, extent } = shownNumbers(state, model, frame, layer);
  if (!tensor) return [];
  const row = pane.height / pane.sheet.size;
  const left = ((BAR.strip + BAR.name) * pane.width) / (BAR.strip + BAR.name + BAR.length);
  const long = pane.width - left;
  const built = builtOrder(state, model, layer, pane.sheet, 0);
  const quad = (
    /** @type {number} */ unit,
    /** @type {number} */ from,
    /** @type {number} */ to,
  ) => {
    const [top, bottom] = [(unit + 0.24) * row, (unit + 0.76) * row];
    const [x0, x1] = [left + from * long, left + to * long];
    return /** @type {any} */ ([
      onPane(pane, x0, top),
      onPane(pane, x1, top),
      onPane(pane, x1, bottom),
      onPane(pane, x0, bottom),
    ]);
  };
  return barsOf(tensor.data, extent ?? extentOf(tensor.data, tone)).flatMap(
    ({ from, to }, unit) => {
      const track = { corners: quad(unit, 0, 1), colour: colours.track };
      if (built?.[unit] === -1) return [track];
      const colour = tensor.data[unit] < 0 ? colours.minus : colours.plus;
      return [
        track,
        { corners: quad(unit, from, to), colour, alpha: unit === frame.index ? 1 : 0.75 },
      ];
    },
  );
}
