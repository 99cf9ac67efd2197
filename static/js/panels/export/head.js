/** The head of a column as shapes: its layers' names in as many lines as they need, then figures. */
import { shortTitle } from "../../kinds/index.js";
import { compact, grouped, shapeText } from "../../kinds/text.js";

/** @import { LayerSpec } from "../../types.js" */
/** @import { Spot } from "../../layout/plan.js" */
/** @import { Part, Shape } from "../../render/shapes.js" */
/** @import { FlowContext } from "../../views/flow.js" */
/** @import { Style } from "./column.js" */

/** @param {FlowContext} context @param {Spot} spot @param {LayerSpec} shown @param {Style} style @returns {Shape[]} */
export function headShapes(context, spot, shown, style) {
  const { colours, rem } = style;
  const { stage, head, face, slots } = spot;
  const named = stage.layers.filter(
    (layer) => layer === stage.base || layer === shown || !context.silent(layer),
  );
  const narrow = head.width < 64 + 58 * named.length;
  const [size, small] = [(narrow ? 0.77 : 0.93) * rem, (narrow ? 0.69 : 0.78) * rem];
  const titles = titleLines(named, shown, narrow, head.width, size, style);
  const rest = face.form === "maps" && slots.length < face.sheet.count;
  let y = head.y + size;
  /** @type {Shape[]} */
  const shapes = titles.map((parts, at) => ({
    ...{ kind: "text", x: head.x, y: y + 1.25 * size * at, text: "", size },
    ...{ parts, fill: colours.text },
  }));
  y += 1.25 * size * (titles.length - 1);
  for (const text of figures(stage.layers, shown, narrow)) {
    y += small * 1.35;
    shapes.push({ kind: "text", x: head.x, y, text, size: small, mono: true, fill: colours.muted });
  }
  if (!rest) return shapes;
  const text = `${slots.length} of ${face.sheet.count}`;
  const line = { x: head.x, y: y + small * 1.4, text, size: small, fill: colours.accent };
  return [...shapes, { kind: "text", ...line }];
}

/**
 * "Convolution + ReLU"; a name goes to the next line with its plus when it does not fit.
 *
 * @param {LayerSpec[]} named
 * @param {LayerSpec} shown
 * @param {boolean} narrow
 * @param {number} width
 * @param {number} size
 * @param {Style} style
 * @returns {Part[][]}
 */
function titleLines(named, shown, narrow, width, size, { colours, measure }) {
  /** @type {Part[][]} */
  const lines = [[]];
  let x = 0;
  named.forEach((layer, at) => {
    const last = at === named.length - 1;
    const word = narrow ? shortTitle(layer) : layer.title;
    const needs = measure(last ? word : `${word} +`, size, "title");
    if (x > 0 && x + needs > width) {
      lines.push([]);
      x = 0;
    }
    const fill = layer === shown || named.length === 1 ? colours.text : colours.muted;
    const line = lines[lines.length - 1];
    line.push({ text: word, fill, weight: 600 });
    if (!last) line.push({ text: " + ", fill: colours.faint, weight: 400 });
    x += needs + measure(" ", size, "title");
  });
  return lines;
}

/** @param {LayerSpec[]} layers @param {LayerSpec} shown @param {boolean} narrow */
function figures(layers, shown, narrow) {
  const count = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  if (!count) return [shapeText(shown)];
  const params = `${narrow ? compact(count) : grouped(count)} params`;
  return narrow ? [shapeText(shown), params] : [`${shapeText(shown)} · ${params}`];
}
