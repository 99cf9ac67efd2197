/**
 * How large to draw each stage so that all fit side by side.
 *
 * Every stage offers options (tile size × tiles side by side). One price per pixel of width, the
 * same for all, decides: each stage takes the option with the best worth minus price × width, and
 * the price rises until the row fits. So large and small layers give way evenly.
 */

/** @import { Sheet } from "./sheet.js" */

/** @typedef {"maps" | "units" | "bars"} Form */

/**
 * @typedef {object} Face what a stage wants to show
 * @property {Form} form
 * @property {Sheet} sheet
 * @property {number} room height for it in pixels
 * @property {boolean} kernels has a kernel tile beside each map
 * @property {boolean} all show every map, however many
 * @property {boolean} follows each map comes from the source's map of the same number
 * @property {boolean} first the picture that everything starts from
 */

/**
 * @typedef {object} Option
 * @property {number} width of the whole face
 * @property {number} height
 * @property {number} tile size of a map's longer side; of one unit; of one bar's row
 * @property {number} kernel size of a kernel tile, 0 for none
 * @property {number} columns tiles side by side
 * @property {number} rows
 * @property {number} pitch from one row of tiles to the next
 * @property {number} shown maps that have a place
 * @property {number} worth
 */

export const GAP = 8;
const KERNEL_GAP = 4;
/** Narrower is no column: with the gap beside it, its title and figures have room above it. */
export const LEAST_WIDTH = 48;
/** The picture that everything starts from has a short title. */
const LEAST_FIRST = 32;
const MOST_SHOWN = 24;
/** Prices of a pixel of width: the highest, and that of a row that scrolls anyway. */
const DEAREST = 0.08;
const EASY = 0.03;
/** Smaller maps and units are not readable: then the row scrolls. */
const LEAST = { maps: 30, units: 5, bars: 0 };

/** @param {Face} face @returns {Option[]} */
export function optionsOf(face) {
  if (face.form === "bars") return bars(face);
  if (face.form === "units") return units(face, face.sheet.width, face.sheet.height);
  if (face.sheet.size === 1 && face.sheet.count > 12) return cells(face);
  return maps(face);
}

/** @param {Face} face @returns {Option[]} */
function bars({ sheet, room }) {
  const row = Math.min(34, Math.max(14, Math.floor(room / sheet.size)));
  return [190, 174, 158, 142, 126].map((width) => ({
    width,
    height: row * sheet.size,
    tile: row,
    kernel: 0,
    columns: 1,
    rows: sheet.size,
    pitch: row,
    shown: sheet.count,
    worth: 1.1 * Math.log(Math.min(width, 174) / 174) + 0.02 * Math.log(width),
  }));
}

/** @param {Face} face @param {number} columns @param {number} rows @returns {Option[]} */
function units({ room, sheet }, columns, rows) {
  const sizes = [20, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
  const least = columns * 8 <= 100 ? 8 : 2;
  const fitting = sizes.filter((tile) => tile * rows <= room && tile >= least);
  return (fitting.length ? fitting : [2]).map((tile) => ({
    width: tile * columns,
    height: tile * rows,
    tile,
    kernel: 0,
    columns,
    rows,
    pitch: tile,
    shown: sheet.count,
    worth: 1.1 * Math.log(Math.min(tile, 17) / 17) + 0.1 * Math.log(tile),
  }));
}

/** Maps of one cell each: a grid like units, with a canvas for each. @param {Face} face @returns {Option[]} */
function cells(face) {
  const { count } = face.sheet;
  const columns = Math.max(2, Math.round(Math.sqrt(count / 2)));
  return units(face, columns, Math.ceil(count / columns)).map((option) => ({
    ...option,
    shown: count,
  }));
}

/** @param {Face} face @returns {Option[]} */
function maps(face) {
  const { count } = face.sheet;
  const best = bestTile(face);
  const wanted = face.all ? count : Math.min(count, MOST_SHOWN);
  /** @type {Option[]} */
  const options = [];
  for (let tile = best; tile >= Math.min(best, 20); tile -= 2) {
    for (let columns = 1; columns <= (face.all ? 24 : 3); columns++) {
      const option = arrange(face, tile, columns, wanted);
      if (option && (!face.all || option.shown === count)) options.push(option);
    }
  }
  return options.length
    ? options
    : [arrange({ ...face, room: 1e6 }, 20, 6, wanted)].flatMap((o) => o ?? []);
}

/**
 * @param {Face} face
 * @param {number} tile
 * @param {number} columns
 * @param {number} wanted maps
 * @returns {Option | null} null when a column would be empty or nothing fits
 */
function arrange(face, tile, columns, wanted) {
  const size = tileSize(face.sheet, tile);
  const fits = Math.floor((face.room + GAP) / (size.height + GAP));
  const shown = Math.min(wanted, fits * columns);
  if (shown < 1 || Math.ceil(shown / fits) < columns) return null;
  const rows = Math.ceil(shown / columns);
  const kernel = face.kernels ? Math.round(Math.min(26, Math.max(13, tile * 0.32))) : 0;
  const step = size.width + (kernel && kernel + KERNEL_GAP);
  return {
    width: columns * step + (columns - 1) * GAP,
    height: rows * size.height + (rows - 1) * GAP,
    tile,
    kernel,
    columns,
    rows,
    pitch: size.height + GAP,
    shown,
    worth:
      (face.first ? 2 : 3) * Math.log(tile / bestTile(face)) +
      0.8 * Math.log(shown / wanted) +
      complete(face, shown) -
      0.4 * (columns - 1) -
      (0.5 * (rows * columns - shown)) / shown,
  };
}

/** A network whose every map has a place reads better. @param {Face} face @param {number} shown */
const complete = ({ sheet }, shown) => (shown < sheet.count ? 0 : sheet.count <= 16 ? 1.2 : 0.5);

/** @param {Face} face */
function bestTile({ sheet, first, room }) {
  if (first && sheet.count <= 4) return Math.min(136, Math.floor(room / sheet.count) - GAP);
  const side = Math.max(sheet.width, sheet.height);
  return Math.round(Math.min(100, Math.max(36, 86 * (side / 28) ** 0.37)));
}

/** A map's size on the page. @param {Sheet} sheet @param {number} tile its longer side */
export function tileSize(sheet, tile) {
  const longer = Math.max(sheet.width, sheet.height);
  return {
    width: Math.max(10, Math.round((tile * sheet.width) / longer)),
    height: Math.max(10, Math.round((tile * sheet.height) / longer)),
  };
}

/**
 * Choose one option for each face of each column, so that the row is at most `width` wide, or
 * easy to read where it cannot be.
 *
 * @param {Face[][]} columns faces that share a column stand above each other
 * @param {number} width
 * @returns {Option[][]}
 */
export function fit(columns, width) {
  const offers = columns.map((faces) => faces.map(optionsOf));
  const at = (/** @type {number} */ price) =>
    offers.map((faces) => faces.map((options) => bestAt(options, price)));
  const fits = (/** @type {Option[][]} */ row) =>
    row.reduce((sum, column, at) => sum + columnWidth(column, at), 0) <= width;
  if (fits(at(0))) return at(0);
  const readable = (/** @type {Option[][]} */ row) =>
    row.every((faces, column) => faces.every((each, lane) => legible(columns[column][lane], each)));
  if (!fits(at(DEAREST))) return at(EASY);
  let [low, high] = [0, DEAREST];
  for (let step = 0; step < 24; step++) {
    const price = (low + high) / 2;
    if (fits(at(price))) high = price;
    else low = price;
  }
  return readable(at(high)) ? at(high) : at(EASY);
}

/** @param {Option[]} column @param {number} at which column it is */
export const columnWidth = (column, at) =>
  Math.max(at ? LEAST_WIDTH : LEAST_FIRST, ...column.map((option) => option.width));

/** @param {Face} face @param {Option} option */
const legible = ({ form, sheet }, { tile }) =>
  form !== "maps"
    ? tile >= LEAST[form] || sheet.size > 600
    : sheet.size === 1 || tile >= LEAST.maps;

/** @param {Option[]} options @param {number} price of a pixel of width */
function bestAt(options, price) {
  const gain = (/** @type {Option} */ option) => option.worth - price * option.width;
  return options.reduce((best, option) => (gain(option) > gain(best) ? option : best));
}
