/** The flow as a picture: all that stands on it now, with a title and what the colours mean. */
import { PALETTES, STOPS } from "../../core/colormap.js";
import { honest } from "../../core/verdict.js";
import { placeOf } from "../../kinds/text.js";
import { comparedAt, differenceText, wayText } from "../../views/compared.js";
import { differs } from "../../views/flow-shown.js";
import { brief, valueAt } from "../../views/flow-words.js";
import { columnShapes } from "./column.js";

/** @import { Picture, Shape } from "../../render/shapes.js" */
/** @import { State } from "../../state/store.js" */
/** @import { FlowContext } from "../../views/flow.js" */
/** @import { Sort } from "./column.js" */

const ABOVE = 58;
const BELOW = 34;
const MARGIN = 20;
const DIFFERENCE = "difference to the untouched network: less 0 more";

/** @typedef {Record<"bg" | "tile" | "track" | "line" | "lineStrong" | "text" | "muted" | "faint" | "accent" | "plus" | "minus", string>} Colours */

/**
 * @param {FlowContext} context of the flow
 * @param {Colours} colours
 * @param {number} rem size of the page's type
 * @param {(text: string, size: number, sort: Sort) => number} measure width of a text
 * @returns {Picture}
 */
export function pictureOf(context, colours, rem, measure) {
  const { state, model, overlay } = context;
  const { width, height, spots } = model.plan.peek();
  const shade = state.dark.peek() ? "dark" : "light";
  const style = { colours, rem, measure, palette: PALETTES[shade] };
  const wires = overlay.wires({
    rest: colours.lineStrong,
    path: colours.accent,
    plus: colours.plus,
    minus: colours.minus,
  });
  /** @type {Shape[]} */
  const flow = [
    ...wires.map(
      ({ points, colour, width: line, alpha = 1 }) =>
        /** @type {Shape} */ ({ kind: "line", points, stroke: colour, line, alpha }),
    ),
    ...[...spots.values()].flatMap((spot) => columnShapes(context, spot, style)),
    ...overlay.outlines().flatMap((outline) => outlineShapes(outline, colours)),
  ];
  const [title, line] = captions(context);
  return {
    width,
    height: height + ABOVE + BELOW,
    title: [title, line].filter(Boolean).join(". "),
    shapes: [
      { kind: "rect", x: 0, y: 0, width, height: height + ABOVE + BELOW, fill: colours.bg },
      { kind: "text", x: MARGIN, y: 30, text: title, size: 17, weight: 600, fill: colours.text },
      { kind: "text", x: MARGIN, y: 49, text: line, size: 12, fill: colours.muted },
      ...flow.map((shape) => lowered(shape, ABOVE)),
      ...legend(width, height + ABOVE + 14, differing(state), shade, colours),
    ],
  };
}

/** What it shows, in two lines. @param {FlowContext} context @returns {[string, string]} */
export function captions({ state, model, classes }) {
  const [anatomy, frame] = [state.anatomy.peek(), state.frame.peek()];
  const name = anatomy?.title ?? "";
  if (!frame || state.bare.peek()) return [name, "Nothing is drawn"];
  const pick = state.picked.peek();
  const picked = model.byName.peek().get(pick?.layer ?? "");
  const shown = model.shown.peek().get(model.stageOf(pick?.layer ?? "")?.id ?? "");
  const layer = shown && shown.shape.join() === picked?.shape.join() ? shown : picked;
  const value = pick && layer ? valueAt(frame, layer, pick) : null;
  const compared = pick && layer ? comparedAt(state, frame, layer, pick) : null;
  const change = compared ? ` (${differenceText(compared)}, ${wayText(compared)})` : "";
  const edits = state.edits.peek().length;
  const parts = [
    `${honest(frame.probability)}${edits ? ` with ${edits} ${edits === 1 ? "change" : "changes"} of the network` : ""}`,
    pick && layer && value !== null
      ? `${layer.title}, ${placeOf(layer, pick, classes())}: ${brief(value)}${change}`
      : "",
  ];
  return [`${name} reads “${frame.label}”`, parts.filter(Boolean).join(" · ")];
}

/** Further down. @param {Shape} shape @param {number} by @returns {Shape} */
const lowered = (shape, by) =>
  shape.kind === "line"
    ? { ...shape, points: shape.points.map((at, axis) => (axis % 2 ? at + by : at)) }
    : { ...shape, y: shape.y + by };

/** As render/outlines.js draws them. @param {import("../../render/outlines.js").Outline} outline @param {Colours} colours @returns {Shape[]} */
function outlineShapes({ role, x, y, width, height }, { accent, text, bg }) {
  const least = role === "cell" ? Math.max(0, 7 - width) / 2 : 0;
  const by = { tile: 2, cell: 1 + least, window: 0.5, field: 0.5 }[role];
  const box = { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
  const frame = (/** @type {string} */ stroke, /** @type {number} */ line, radius = 2) =>
    /** @type {Shape} */ ({ kind: "rect", ...box, stroke, line, radius });
  if (role === "tile") return [frame(accent, 2, 5)];
  if (role === "cell") return [frame(bg, 4), frame(text, 2)];
  return role === "window" ? [frame(bg, 4), frame(accent, 2)] : [frame(bg, 3), frame(accent, 1.25)];
}

/** Whether what the edits changed is on screen. @param {State} state */
function differing(state) {
  const frame = state.frame.peek();
  return frame !== null && differs(state, frame);
}

/**
 * @param {number} width
 * @param {number} y
 * @param {boolean} differing
 * @param {"dark" | "light"} shade
 * @param {Colours} colours
 * @returns {Shape[]}
 */
function legend(width, y, differing, shade, { muted, faint }) {
  const bar = { kind: /** @type {const} */ ("ramp"), y: y - 7, width: 72, height: 7 };
  const text = { kind: /** @type {const} */ ("text"), y, size: 11, fill: muted };
  const { amount, signed } = STOPS[shade];
  return [
    { ...bar, x: MARGIN, stops: differing ? signed : amount },
    { ...text, x: MARGIN + 80, text: differing ? DIFFERENCE : "activation: 0 → largest" },
    ...(differing
      ? []
      : [
          { ...bar, x: MARGIN + 230, stops: signed },
          { ...text, x: MARGIN + 310, text: "signed: − 0 +" },
        ]),
    { ...text, x: width - MARGIN, text: "inkling", weight: 600, anchor: "end", fill: faint },
  ];
}
