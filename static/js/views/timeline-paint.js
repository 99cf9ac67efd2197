/** The timeline's picture: a ribbon of probabilities, names in its bands, marks under it. */
import { oklab } from "../core/colormap.js";
import { marksOf } from "../core/moments.js";
import { BANDS, bandsOf, ribbon, spanOf } from "../core/ribbon.js";
import { paintStack, roomIn } from "../render/stack.js";

/** @import { Moment } from "../types.js" */
/** @import { Mark } from "../core/moments.js" */

/** A band carries its name from this height and width on, in CSS pixels. */
const ROOM = { height: 15, width: 12 };

/** Height of the strip of marks, in CSS pixels. */
const STRIP = 9;

/** @param {CSSStyleDeclaration} style */
export function readColours(style) {
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const classes = Array.from({ length: BANDS }, (_, i) => read(`--class-${i}`));
  return {
    classes,
    names: classes.map((colour) => (oklab(colour)[0] > 0.62 ? "#0d1014" : "#ffffff")),
    unknown: read("--line-strong"),
    mark: read("--muted"),
    font: read("--sans"),
  };
}

/** @typedef {ReturnType<typeof readColours>} Colours */

/**
 * @param {HTMLCanvasElement} canvas of the whole track, with its strip
 * @param {readonly Moment[]} moments
 * @param {readonly number[]} spots
 * @param {string[]} classes
 * @param {Colours} colours
 */
export function paintTimeline(canvas, moments, spots, classes, colours) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const ratio = devicePixelRatio;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight - STRIP];
  if (width === 0) return;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round((height + STRIP) * ratio);
  const bands = bandsOf(moments, classes.length);
  const columns = ribbon(moments, spots, bands, width);
  const stack = new OffscreenCanvas(canvas.width, Math.round(height * ratio));
  paintStack(/** @type {any} */ (stack.getContext("2d")), columns, {
    colours: colours.classes,
    unknown: colours.unknown,
  });
  context.drawImage(stack, 0, 0);
  context.scale(ratio, ratio);
  const names = bands.map((index) => classes[index]);
  context.font = `600 11px ${colours.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  names.forEach((name, band) => {
    const room = roomIn(columns, band, { thick: ROOM.height / height, wide: ROOM.width });
    if (!room || context.measureText(name).width + 4 > room.span) return;
    context.fillStyle = colours.names[band];
    context.fillText(name, room.column, height * (1 - room.level));
  });
  const scale = (width - 1) / spanOf(spots);
  for (const { at, kind } of marksOf(moments)) {
    const x = Math.min(width - 4, Math.max(4, spots[at] * scale));
    paintMark(context, kind, x, height + STRIP / 2 + 1, colours.mark);
  }
}

/** Shapes, not colours, tell the marks apart. @type {Record<Mark["kind"], string>} */
const SHAPES = {
  lift: "M0 -2.5V2.5",
  erase: "M-2.5 -2.5H2.5V2.5H-2.5Z",
  undo: "M2 -3V3L-2.5 0Z",
  redo: "M-2 -3V3L2.5 0Z",
  clear: "M-2.5 -2.5L2.5 2.5M2.5 -2.5L-2.5 2.5",
  picture: "M0 -3L3 0L0 3L-3 0Z",
  back: "M2 -3V3L-2.5 0ZM-3 -3V3",
};

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Mark["kind"]} kind
 * @param {number} x
 * @param {number} y
 * @param {string} colour
 */
function paintMark(context, kind, x, y, colour) {
  const path = new Path2D();
  path.addPath(new Path2D(SHAPES[kind]), new DOMMatrix().translate(x, y));
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = 1.25;
  context.stroke(path);
  if (kind !== "erase") context.fill(path);
}
