/**
 * Where everything stands in space: each stage is a pane across the way of the numbers, its maps
 * side by side on it. Sizes are world units; a map of 28 × 28 is `SIDE` of them.
 */
import { edgesOf, placesOf } from "../graph.js";

/** @import { Box } from "../plan.js" */
/** @import { Edge } from "../graph.js" */
/** @import { Sheet } from "../sheet.js" */
/** @import { Stage } from "../stages.js" */
/** @import { Vec } from "./camera.js" */

/** @typedef {"maps" | "units" | "bars"} Form */

/** @typedef {{form: Form, sheet: Sheet, first: boolean}} Front what a stage shows */

/**
 * @typedef {object} Pane
 * @property {Stage} stage
 * @property {Form} form
 * @property {Sheet} sheet
 * @property {Vec} corner upper left, seen from the input; x is the same all over
 * @property {number} width along z
 * @property {number} height along -y
 * @property {Box[]} slots one for each map that has a place, or the grid of units, from the corner on
 * @property {boolean} apart each cell is a tile of its own
 */

/** @typedef {{panes: Map<string, Pane>, edges: Edge[]}} SpacePlan */

/** @typedef {{tall: boolean, spread: number}} Room whether the picture is higher than wide; how far apart the panes stand, 1 is usual */

const SIDE = 10;
/** The picture that everything starts from. */
const FIRST = 17;
/** A unit is as large as lets its layer be so long, between these. */
const UNIT = { least: 1.25, most: 2.6, whole: 26 };
const ROW = 3.3;
/** The colour beside each bar, the room for its name, and the bar. */
export const BAR = { strip: 1.2, name: 0.6, length: 13 };
const GAP = 0.13;
/** No pane is longer. */
const LONGEST = 46;
/** Between panes: always, and for each unit that the wider one is long. */
const STEP = { least: 7, share: 0.5 };
const LANE_GAP = 9;
/** Of a layer with more numbers, the first maps are shown that have so many. */
export const MOST_CELLS = 2 ** 20;
/** More units than this are one picture, not tiles. */
const MOST_TILES = 5000;

/** How many maps have a place. @param {Sheet} sheet */
export const mapsShown = ({ count, size, flat }) =>
  flat ? 1 : Math.max(1, Math.min(count, Math.floor(MOST_CELLS / size)));

/**
 * @param {Stage[]} stages
 * @param {(stage: Stage) => Front} frontOf
 * @param {Room} room
 * @returns {SpacePlan}
 */
export function planSpace(stages, frontOf, { tall, spread }) {
  const places = placesOf(stages);
  /** @type {Pane[][]} */
  const columns = [];
  for (const stage of stages) {
    const { column, lane } = places.get(stage.id) ?? { column: 0, lane: 0 };
    (columns[column] ??= [])[lane] = paneOf(stage, frontOf(stage), tall);
  }
  const along = (/** @type {Pane[]} */ column) =>
    Math.max(...column.map(({ width, height }) => (tall ? height : width)));
  /** @type {Map<string, Pane>} */
  const panes = new Map();
  let x = 0;
  columns.forEach((column, at) => {
    const longer = at ? Math.max(along(column), along(columns[at - 1])) : 0;
    if (at) x += spread * (STEP.least + STEP.share * longer);
    for (const pane of inLanes(column, x)) panes.set(pane.stage.id, pane);
  });
  return { panes, edges: edgesOf(stages, places) };
}

/** One above the other, around the middle. @param {Pane[]} column @param {number} x @returns {Pane[]} */
function inLanes(column, x) {
  const whole = column.reduce((sum, { height }) => sum + height, (column.length - 1) * LANE_GAP);
  let y = whole / 2;
  return column.map((pane) => {
    const corner = /** @type {Vec} */ ([x, y, -pane.width / 2]);
    y -= pane.height + LANE_GAP;
    return { ...pane, corner };
  });
}

/** @param {Stage} stage @param {Front} front @param {boolean} tall @returns {Pane} */
function paneOf(stage, { form, sheet, first }, tall) {
  const laid =
    form === "bars" ? bars(sheet) : form === "units" ? units(sheet) : maps(sheet, first, tall);
  const scale = Math.min(1, LONGEST / laid.width, LONGEST / laid.height);
  const by = (/** @type {Box} */ { x, y, width, height }) => ({
    x: x * scale,
    y: y * scale,
    width: width * scale,
    height: height * scale,
  });
  const { width, height, slots } = laid;
  const apart = form === "maps" ? isDense(sheet) : sheet.size <= MOST_TILES;
  const size = { width: width * scale, height: height * scale };
  return { stage, form, sheet, corner: [0, 0, 0], ...size, slots: slots.map(by), apart };
}

/** Maps of one cell each: a grid like units. @param {Sheet} sheet */
const isDense = ({ size, count }) => size === 1 && count > 12;

/** @typedef {{width: number, height: number, slots: Box[]}} Laid */

/** @param {Sheet} sheet @returns {Laid} */
function bars({ size }) {
  const height = ROW * size;
  return {
    width: BAR.strip + BAR.name + BAR.length,
    height,
    slots: [{ x: 0, y: 0, width: BAR.strip, height }],
  };
}

/** @param {Sheet} sheet @returns {Laid} */
function units({ width, height }) {
  const side = Math.min(UNIT.most, Math.max(UNIT.least, UNIT.whole / Math.max(width, height)));
  const size = { width: side * width, height: side * height };
  return { ...size, slots: [{ x: 0, y: 0, ...size }] };
}

/** As large as units would be. @param {Sheet} sheet */
const denseSide = ({ count }) =>
  Math.min(UNIT.most, Math.max(UNIT.least, UNIT.whole / Math.sqrt(1.9 * count)));

/** @param {Sheet} sheet @param {boolean} first @param {boolean} tall @returns {Laid} */
function maps(sheet, first, tall) {
  const longer = Math.max(sheet.width, sheet.height);
  const side = isDense(sheet) ? denseSide(sheet) : first ? FIRST : SIDE * (longer / 28) ** 0.55;
  const [width, height] = [(side * sheet.width) / longer, (side * sheet.height) / longer];
  const gap = isDense(sheet) ? 0 : Math.max(0.5, GAP * side);
  const count = mapsShown(sheet);
  const columns = columnsFor(count, (tall ? 1.9 : 0.55) * ((height + gap) / (width + gap)));
  const rows = Math.ceil(count / columns);
  return {
    width: columns * (width + gap) - gap,
    height: rows * (height + gap) - gap,
    slots: Array.from({ length: count }, (_, at) => ({
      x: (at % columns) * (width + gap),
      y: Math.floor(at / columns) * (height + gap),
      width,
      height,
    })),
  };
}

/**
 * Tiles side by side, so that all are about as wide as wanted; whole rows if a near width gives them.
 *
 * @param {number} count
 * @param {number} shape columns for each row
 */
export function columnsFor(count, shape) {
  const ideal = Math.min(count, Math.max(1, Math.sqrt(count * shape)));
  const near = Array.from({ length: count }, (_, at) => at + 1).filter(
    (columns) => columns >= ideal * 0.66 && columns <= ideal * 1.5 && count % columns === 0,
  );
  const away = (/** @type {number} */ columns) => Math.abs(Math.log(columns / ideal));
  return near.length
    ? near.reduce((best, next) => (away(next) < away(best) ? next : best))
    : Math.max(1, Math.round(ideal));
}

/** A place on a pane, in space. @param {Pane} pane @param {number} x from its left @param {number} y from its top @returns {Vec} */
export const onPane = ({ corner }, x, y) => [corner[0], corner[1] - y, corner[2] + x];

/** Its corners, and how far its name reaches above it. @param {Pane} pane @returns {Vec[]} */
export const cornersOf = (pane) => [
  onPane(pane, 0, 0),
  onPane(pane, pane.width, 0),
  onPane(pane, pane.width, pane.height),
  onPane(pane, 0, pane.height),
];
