/** One column of the flow as shapes: maps or units or bars, kernels, scale. */
import { extentOf } from "../../core/colormap.js";
import { short } from "../../kinds/text.js";
import { INSET, ROUND, kernelsOf } from "../../layout/plate.js";
import { barsOf } from "../../render/bars.js";
import { fillWords } from "../../render/raster.js";
import { hex } from "../../render/shapes.js";
import { painted } from "../../views/edit-target.js";
import { kernelOf } from "../../views/flow-marks.js";
import { shownNumbers } from "../../views/flow-shown.js";
import { changeShapes } from "./changes.js";
import { headShapes } from "./head.js";

/** @import { Tensor } from "../../types.js" */
/** @import { Palette, Tone } from "../../core/colormap.js" */
/** @import { Box, Spot } from "../../layout/plan.js" */
/** @import { Raster } from "../../render/raster.js" */
/** @import { Shape } from "../../render/shapes.js" */
/** @import { FlowContext } from "../../views/flow.js" */
/** @import { Colours } from "./picture.js" */

/** @typedef {"title" | "mono"} Sort of type */
/** @typedef {{tensor: Tensor, tone: Tone, extent: readonly [number, number]}} Numbers */
/** @typedef {{colours: Colours, palette: Palette, rem: number, measure: (text: string, size: number, sort: Sort) => number}} Style */

/** @param {FlowContext} context @param {Spot} spot @param {Style} style @returns {Shape[]} */
export function columnShapes(context, spot, style) {
  const shown = context.model.shown.peek().get(spot.stage.id) ?? spot.stage.after;
  const { state, model } = context;
  const frame = state.frame.peek();
  const head = headShapes(context, spot, shown, style);
  const { tensor, tone, extent } = frame
    ? shownNumbers(state, model, frame, shown)
    : { tensor: undefined, tone: /** @type {Tone} */ ("signed"), extent: null };
  if (!tensor) return head;
  const numbers = { tensor, tone, extent: extent ?? extentOf(tensor.data, tone) };
  const draw = { bars: barShapes, units: unitShapes, maps: mapShapes }[spot.face.form];
  return [
    ...head,
    ...draw(context, spot, numbers, style),
    ...kernelShapes(context, spot, style),
    ...changeShapes(context, spot, style),
  ];
}

/** @param {Raster} raster @param {number} size @param {readonly [number, number]} extent @param {Uint32Array} colours */
function wordsOf(raster, size, extent, colours) {
  const words = new Uint32Array(size);
  fillWords(words, raster, extent, colours);
  return words;
}

/** @param {FlowContext} context @param {Spot} spot @param {Numbers} numbers @param {Style} style @returns {Shape[]} */
function mapShapes(context, spot, { tensor, tone, extent }, style) {
  const { sheet } = spot.face;
  const table = style.palette[tone];
  const single = context.state.scale.peek() === "map" && sheet.count > 1;
  const channels = context.model.showing.channels(spot);
  const blank = table[tone === "signed" ? 128 : 0];
  const maps = spot.slots.flatMap((slot, at) => {
    const start = channels[at] * sheet.size;
    const own = single ? extentOf(tensor.data, tone, start, start + sheet.size) : extent;
    const raster = { values: tensor.data, start, order: sheet.order };
    const words = wordsOf(raster, sheet.width * sheet.height, own, table);
    const fill = sheet.size === 1 ? hex(words[0]) : style.colours.tile;
    /** @type {Shape[]} */
    const tile = [{ kind: "rect", ...slot, radius: 3, fill }];
    if (sheet.size > 1)
      tile.push({ kind: "cells", ...slot, columns: sheet.width, rows: sheet.height, words, blank });
    return tile;
  });
  return [...maps, ...footShapes(spot, table, single ? null : extent, style)];
}

/** @param {FlowContext} _ @param {Spot} spot @param {Numbers} numbers @param {Style} style @returns {Shape[]} */
function unitShapes(_, spot, { tensor, tone, extent }, style) {
  const { sheet } = spot.face;
  const table = style.palette[tone];
  const raster = { values: tensor.data, start: 0, order: sheet.order };
  const words = wordsOf(raster, sheet.width * sheet.height, extent, table);
  return [...cellShapes(words, sheet.width, spot.box), ...footShapes(spot, table, extent, style)];
}

/** A rounded square for each number. @param {Uint32Array} words @param {number} columns @param {Box} box @returns {Shape[]} */
function cellShapes(words, columns, box) {
  const width = box.width / columns;
  const height = box.height / Math.ceil(words.length / columns);
  const side = Math.min(width, height);
  return [...words].flatMap((word, at) =>
    word >>> 24
      ? {
          kind: /** @type {const} */ ("rect"),
          x: box.x + (at % columns) * width + INSET * side,
          y: box.y + Math.floor(at / columns) * height + INSET * side,
          width: width - 2 * INSET * side,
          height: height - 2 * INSET * side,
          radius: ROUND * side,
          fill: hex(word),
        }
      : [],
  );
}

/** @param {FlowContext} context @param {Spot} spot @param {Numbers} numbers @param {Style} style @returns {Shape[]} */
function barShapes(context, { box, face }, { tensor, tone, extent }, { colours, palette, rem }) {
  const words = wordsOf(
    { values: tensor.data, start: 0, order: null },
    tensor.data.length,
    extent,
    palette[tone],
  );
  const classes = context.classes();
  const best = context.state.frame.peek()?.index;
  const row = box.height / face.sheet.size;
  const track = { x: box.x + 37, width: box.width - 37 - 38, height: Math.min(14, row * 0.6) };
  return barsOf(tensor.data, extent).flatMap(({ from, to }, unit) => {
    const y = box.y + (unit + 0.5) * row;
    const top = unit === best;
    const name = classes.length === face.sheet.size ? classes[unit] : String(unit + 1);
    const bar = {
      kind: /** @type {const} */ ("rect"),
      ...track,
      y: y - track.height / 2,
      radius: 4,
    };
    const ink = tensor.data[unit] < 0 ? colours.minus : colours.plus;
    const text = {
      kind: /** @type {const} */ ("text"),
      y: y + 4,
      anchor: /** @type {const} */ ("end"),
    };
    const fill = top ? colours.text : colours.muted;
    return [
      { ...text, x: box.x + 14, text: name, size: 0.86 * rem, weight: top ? 600 : 400, fill },
      ...cellShapes(words.slice(unit, unit + 1), 1, {
        x: box.x + 22,
        y: y - 4,
        width: 8,
        height: 8,
      }),
      { ...bar, fill: colours.track },
      {
        ...bar,
        x: track.x + from * track.width,
        width: (to - from) * track.width,
        fill: ink,
        alpha: top ? 1 : 0.75,
      },
      {
        ...text,
        x: box.x + box.width,
        text: short(tensor.data[unit]),
        size: 0.75 * rem,
        mono: true,
        fill,
      },
    ];
  });
}

/** @param {FlowContext} context @param {Spot} spot @param {Style} style @returns {Shape[]} */
function kernelShapes({ state, model }, spot, { palette }) {
  const { stage } = spot;
  const known = painted(state.filters.peek(), state.edits.peek()).get(stage.base.name);
  if (!known || !spot.kernels.length) return [];
  const { boxes, columns, rows } = kernelsOf(spot);
  const extent = extentOf(known.weights, "signed");
  const pick = state.picked.peek();
  const source = pick && model.stageOf(pick.layer);
  const wanted = source && stage.inputs.includes(source.id) ? pick.channel : -1;
  const channels = model.showing.channels(spot);
  return boxes.flatMap((box, slot) => {
    const raster = kernelOf(known, channels[slot], wanted);
    const words = wordsOf(raster, columns * rows, extent, palette.signed);
    return cellShapes(words, columns, box);
  });
}

/** The scale below a column. @param {Spot} spot @param {Uint32Array} table @param {readonly [number, number] | null} extent null: each map its own @param {Style} style @returns {Shape[]} */
function footShapes({ box }, table, extent, { colours, rem, measure }) {
  const size = 0.68 * rem;
  const ends = extent ? extent.map(short) : ["", "each its own"];
  const words = ends.reduce((sum, end) => sum + measure(end, size, "mono"), 6);
  const width = Math.max(words, Math.min(96, Math.max(44, box.width)));
  const x = box.x + (box.width - width) / 2;
  const y = box.y + box.height + 10;
  const stops = Array.from({ length: 9 }, (_, at) => hex(table[Math.round((at * 255) / 8)]));
  const text = {
    kind: /** @type {const} */ ("text"),
    y: y + 15,
    size,
    mono: true,
    fill: colours.faint,
  };
  const right = { ...text, x: x + width, anchor: /** @type {const} */ ("end") };
  return [
    { kind: "ramp", x, y, width, height: 4, stops },
    { ...text, x, text: ends[0] },
    { ...right, text: ends[1] },
  ];
}
