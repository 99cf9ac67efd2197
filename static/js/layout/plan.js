/** Where everything of the flow stands: stages and room in, boxes out. */
import { edgesOf, placesOf } from "./graph.js";
import { GAP, LEAST_WIDTH, columnWidth, fit, optionsOf, tileSize } from "./fit.js";

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
/** Title and figures; in narrow columns they take more lines. */
const HEAD = 68;
const HIGH_HEAD = 86;
const NARROW = 100;
/** The scale below the tiles. */
const FOOT = 22;
const LEAST_GAP = 28;
const MOST_GAP = 92;
const TRACK = 12;
/** A stage is never lower: then the flow scrolls down. */
const LEAST_HEIGHT = 90;
const LANE_GAP = 34;

/**
 * @param {Stage[]} stages
 * @param {(stage: Stage, room: number) => Face} faceOf
 * @param {Room} room
 * @returns {Plan}
 */
export function planFlow(stages, faceOf, room) {
  const places = placesOf(stages);
  const columns = inColumns(stages, places);
  const title = room.width / columns.length < NARROW ? HIGH_HEAD : HEAD;
  const edges = edgesOf(stages, places);
  const around = edges.filter((edge) => edge.skips > 0);
  const top = title + TRACK * Math.min(3, around.length);
  const inner = innerHeight(columns, room.height - 2 * MARGIN - top - FOOT, title);
  const faces = columns.map((column) =>
    column.map((stage) => faceOf(stage, laneRoom(inner, column.length, title))),
  );
  const width = room.width - 2 * MARGIN - (columns.length - 1) * LEAST_GAP;
  const chosen = align(columns, faces, fit(faces, width));
  const widths = chosen.map(columnWidth);
  const used = widths.reduce((sum, each) => sum + each, 0);
  const spare = room.width - 2 * MARGIN - used;
  const gap = Math.max(LEAST_GAP, Math.min(MOST_GAP, spare / Math.max(1, columns.length - 1)));
  const total = used + (columns.length - 1) * gap;
  let x = Math.max(MARGIN, (room.width - total) / 2);

  /** @type {Map<string, Spot>} */
  const spots = new Map();
  columns.forEach((column, at) => {
    column.forEach((stage, lane) => {
      const height = laneRoom(inner, column.length, title);
      const lead = lane * (height + (lane && LANE_GAP + title));
      const spot = { stage, face: faces[at][lane], option: chosen[at][lane] };
      const area = { x, y: MARGIN + top + lead, width: widths[at], height };
      const head = { top: lane ? area.y - title : MARGIN, height: title - 8, spare: gap - 7 };
      spots.set(stage.id, place(spot, area, head));
    });
    x += widths[at] + gap;
  });
  return {
    width: Math.max(room.width, total + 2 * MARGIN),
    height: Math.max(room.height, inner + top + FOOT + 2 * MARGIN),
    spots,
    edges: edges.map((edge) => ({
      ...edge,
      track: MARGIN + title + TRACK * (around.indexOf(edge) % 3) + TRACK / 2,
    })),
  };
}

/** Room for the column with most lanes. @param {Stage[][]} columns @param {number} height @param {number} title */
function innerHeight(columns, height, title) {
  const lanes = Math.max(1, ...columns.map((column) => column.length));
  return Math.max(height, lanes * LEAST_HEIGHT + (lanes - 1) * (LANE_GAP + title));
}

/** @param {number} inner @param {number} lanes @param {number} title */
const laneRoom = (inner, lanes, title) => (inner - (lanes - 1) * (LANE_GAP + title)) / lanes;

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
      const { id, inputs } = columns[at][lane];
      const source = known.get(inputs[0]);
      const face = faces[at][lane];
      const same = (/** @type {Option} */ other) =>
        other.shown === source?.shown &&
        other.columns === source.columns &&
        other.pitch <= source.pitch &&
        other.width <= option.width + 12;
      const found = face.follows && source ? optionsOf(face).find(same) : undefined;
      const chosen = found && source ? spread(found, source.pitch) : option;
      known.set(id, chosen);
      return chosen;
    }),
  );
}

/** Rows further apart. @param {Option} option @param {number} pitch @returns {Option} */
const spread = (option, pitch) => ({
  ...option,
  pitch,
  height: option.height + (option.rows - 1) * (pitch - option.pitch),
});

/**
 * @param {{stage: Stage, face: Face, option: Option}} spot
 * @param {Box} area
 * @param {{top: number, height: number, spare: number}} title and how far it may reach into the gap
 * @returns {Spot}
 */
function place(spot, area, title) {
  const { face, option } = spot;
  const x = area.x + Math.max(0, area.width - Math.max(option.width, LEAST_WIDTH)) / 2;
  const y = area.y + Math.max(0, (area.height - option.height) / 2);
  const box = { x: Math.round(x), y: Math.round(y), width: option.width, height: option.height };
  const head = {
    x: box.x,
    y: title.top,
    width: Math.max(option.width, area.width) + title.spare,
    height: title.height,
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
  /** @type {Box[]} */
  const slots = [];
  /** @type {Box[]} */
  const kernels = [];
  for (let slot = 0; slot < option.shown; slot++) {
    const x = box.x + (slot % option.columns) * across;
    const y = box.y + Math.floor(slot / option.columns) * option.pitch;
    slots.push({ x: x + lead, y, ...size });
    const middle = y + (size.height - option.kernel) / 2;
    if (lead) kernels.push({ x, y: middle, width: option.kernel, height: option.kernel });
  }
  return { slots, kernels };
}
