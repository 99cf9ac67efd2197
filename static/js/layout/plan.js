/** Where everything of the flow stands: stages and room in, boxes out. */
import { edgesOf, placesOf } from "./graph.js";
import { GAP, fit, optionsOf, tileSize } from "./fit.js";

/** @import { Edge } from "./graph.js" */
/** @import { Face, Option } from "./fit.js" */
/** @import { Stage } from "./stages.js" */

/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/**
 * @typedef {object} Spot one stage on the page
 * @property {Stage} stage
 * @property {Face} face
 * @property {Option} option
 * @property {Box} box around its tiles
 * @property {Box} head room for title and figures
 * @property {{width: number, height: number}} tile one map, the grid of units, or all bars
 * @property {Box[]} slots one for each map that has a place
 * @property {Box[]} kernels beside each slot; empty without kernels
 */

/**
 * @typedef {object} Plan
 * @property {number} width
 * @property {number} height
 * @property {Map<string, Spot>} spots by stage id
 * @property {(Edge & {track: number})[]} edges `track`: y of the way around the columns that it skips
 */

/** @typedef {{width: number, height: number}} Room */

const MARGIN = 20;
const HEAD = 66;
const LEAST_GAP = 30;
const MOST_GAP = 92;
const TRACK = 12;
const LEAST_HEIGHT = 250;
const LANE_GAP = 34;
/** A column is never narrower: its figures stand above it. */
const LEAST_WIDTH = 44;

/**
 * @param {Stage[]} stages
 * @param {(stage: Stage, room: number) => Face} faceOf
 * @param {Room} room
 * @returns {Plan}
 */
export function planFlow(stages, faceOf, room) {
  const places = placesOf(stages);
  const edges = edgesOf(stages, places);
  const around = edges.filter((edge) => edge.skips > 0);
  const top = HEAD + TRACK * Math.min(3, around.length);
  const inner = Math.max(LEAST_HEIGHT, room.height - 2 * MARGIN) - top;
  const columns = inColumns(stages, places);
  const faces = columns.map((column) =>
    column.map((stage) => faceOf(stage, laneRoom(inner, column.length))),
  );
  const width = room.width - 2 * MARGIN - (columns.length - 1) * LEAST_GAP;
  const chosen = align(columns, faces, fit(faces, width));
  const widths = chosen.map((row) => Math.max(LEAST_WIDTH, ...row.map((option) => option.width)));
  const used = widths.reduce((sum, each) => sum + each, 0);
  const spare = room.width - 2 * MARGIN - used;
  const gap = Math.max(LEAST_GAP, Math.min(MOST_GAP, spare / Math.max(1, columns.length - 1)));
  const total = used + (columns.length - 1) * gap;
  let x = Math.max(MARGIN, (room.width - total) / 2);

  /** @type {Map<string, Spot>} */
  const spots = new Map();
  columns.forEach((column, at) => {
    column.forEach((stage, lane) => {
      const height = laneRoom(inner, column.length);
      const lead = lane * (height + LANE_GAP + (lane && HEAD));
      const spot = { stage, face: faces[at][lane], option: chosen[at][lane] };
      const area = { x, y: MARGIN + top + lead, width: widths[at], height };
      spots.set(stage.id, place(spot, area, gap));
    });
    x += widths[at] + gap;
  });
  return {
    width: Math.max(room.width, total + 2 * MARGIN),
    height: Math.max(room.height, inner + top + 2 * MARGIN),
    spots,
    edges: edges.map((edge) => ({
      ...edge,
      track: MARGIN + HEAD + TRACK * (around.indexOf(edge) % 3) + TRACK / 2,
    })),
  };
}

/** @param {number} inner @param {number} lanes */
const laneRoom = (inner, lanes) => (inner - (lanes - 1) * (LANE_GAP + HEAD)) / lanes;

/** @param {Stage[]} stages @param {ReturnType<typeof placesOf>} places */
function inColumns(stages, places) {
  /** @type {Stage[][]} */
  const columns = [];
  for (const stage of stages) {
    const { column, lane } = places.get(stage.id) ?? { column: 0, lane: 0 };
    (columns[column] ??= [])[lane] = stage;
  }
  return columns;
}

/**
 * Maps that go on one by one (a pool's) stand in the same order as their sources, so that their
 * links are straight.
 *
 * @param {Stage[][]} columns
 * @param {Face[][]} faces
 * @param {Option[][]} options
 */
function align(columns, faces, options) {
  /** @type {Map<string, Option>} */
  const known = new Map();
  return options.map((row, at) =>
    row.map((option, lane) => {
      const { id, base, inputs } = columns[at][lane];
      const source = known.get(inputs[0]);
      const face = faces[at][lane];
      const same = (/** @type {Option} */ other) =>
        other.shown === source?.shown &&
        other.columns === source.columns &&
        other.width <= option.width + 12;
      const found = base.filters || !source ? undefined : optionsOf(face).find(same);
      known.set(id, found ?? option);
      return found ?? option;
    }),
  );
}

/**
 * @param {{stage: Stage, face: Face, option: Option}} spot
 * @param {Box} area
 * @param {number} gap to the next column
 * @returns {Spot}
 */
function place(spot, area, gap) {
  const { face, option } = spot;
  const x = area.x + (area.width - option.width) / 2;
  const y = area.y + Math.max(0, (area.height - option.height) / 2);
  const box = { x: Math.round(x), y: Math.round(y), width: option.width, height: option.height };
  const head = {
    x: box.x,
    y: area.y - HEAD,
    width: Math.max(option.width, area.width) + gap - 10,
    height: HEAD - 8,
  };
  const laid = face.form === "maps" ? tiles(face, option, box) : { slots: [box], kernels: [] };
  return { ...spot, box, head, tile: laid.slots[0] ?? box, ...laid };
}

/** @param {Face} face @param {Option} option @param {Box} box */
function tiles(face, option, box) {
  const dense = face.sheet.size === 1 && face.sheet.count > 12;
  const size = dense
    ? { width: option.tile - 2, height: option.tile - 2 }
    : tileSize(face.sheet, option.tile);
  const lead = option.kernel && option.kernel + 4;
  const across = dense ? option.tile : size.width + lead + GAP;
  const down = dense ? option.tile : size.height + GAP;
  /** @type {Box[]} */
  const slots = [];
  /** @type {Box[]} */
  const kernels = [];
  for (let slot = 0; slot < option.shown; slot++) {
    const x = box.x + (slot % option.columns) * across;
    const y = box.y + Math.floor(slot / option.columns) * down;
    slots.push({ x: x + lead, y, ...size });
    const middle = y + (size.height - option.kernel) / 2;
    if (lead) kernels.push({ x, y: middle, width: option.kernel, height: option.kernel });
  }
  return { slots, kernels };
}
