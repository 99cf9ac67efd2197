/** Frames around cells, on one canvas above the tiles. */

/**
 * @typedef {object} Outline
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {"cell" | "window" | "field" | "tile"} role the picked cell; what it reads; what that has seen; the map
 */

/**
 * @typedef {object} OutlineColours
 * @property {string} accent
 * @property {string} cell
 * @property {string} halo drawn below every line, so that it shows on any colour
 */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Outline[]} outlines
 * @param {OutlineColours} colours
 */
export function drawOutlines(context, outlines, colours) {
  for (const outline of outlines) {
    if (outline.role === "tile") frame(context, grown(outline, 2), colours.accent, 2, 5);
    else if (outline.role === "cell") cell(context, outline, colours);
    else field(context, outline, colours);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Outline} outline @param {OutlineColours} colours */
function cell(context, outline, colours) {
  const least = Math.max(0, 7 - outline.width) / 2;
  const box = grown(outline, 1 + least);
  frame(context, box, colours.halo, 4, 2);
  frame(context, box, colours.cell, 2, 2);
}

/** @param {CanvasRenderingContext2D} context @param {Outline} outline @param {OutlineColours} colours */
function field(context, outline, colours) {
  const near = outline.role === "window";
  frame(context, grown(outline, 0.5), colours.halo, near ? 4 : 3, 2);
  frame(context, grown(outline, 0.5), colours.accent, near ? 2 : 1.25, 2);
}

/** @param {Outline} box @param {number} by */
const grown = ({ x, y, width, height }, by) => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{x: number, y: number, width: number, height: number}} box
 * @param {string} colour
 * @param {number} line
 * @param {number} radius
 */
function frame(context, { x, y, width, height }, colour, line, radius) {
  context.strokeStyle = colour;
  context.lineWidth = line;
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(radius, width / 2, height / 2));
  context.stroke();
}
