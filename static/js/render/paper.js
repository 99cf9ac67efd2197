/** The shapes of a picture on a canvas, with the page's own fonts. */
import { FONTS, curve } from "./shapes.js";

/** @import { Picture, Shape } from "./shapes.js" */

/**
 * @param {Picture} picture
 * @param {number} scale pixels for each unit
 * @returns {HTMLCanvasElement}
 */
export function paintPicture({ width, height, shapes }, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no 2D canvas.");
  context.scale(scale, scale);
  for (const shape of shapes) {
    context.save();
    PAINT[shape.kind](context, /** @type {any} */ (shape));
    context.restore();
  }
  return canvas;
}

/** @type {{[K in Shape["kind"]]: (context: CanvasRenderingContext2D, shape: Extract<Shape, {kind: K}>) => void}} */
const PAINT = {
  rect(context, { x, y, width, height, fill, stroke, line = 1, radius = 0, alpha = 1 }) {
    context.globalAlpha = alpha;
    context.beginPath();
    context.roundRect(x, y, width, height, Math.min(radius, width / 2, height / 2));
    if (fill) {
      context.fillStyle = fill;
      context.fill();
    }
    if (stroke) {
      context.strokeStyle = stroke;
      context.lineWidth = line;
      context.stroke();
    }
  },

  line(context, { points, stroke, line, alpha }) {
    context.globalAlpha = alpha;
    context.strokeStyle = stroke;
    context.lineWidth = line;
    context.lineCap = "round";
    context.stroke(new Path2D(curve(points)));
  },

  ramp(context, { x, y, width, height, stops }) {
    const ramp = context.createLinearGradient(x, 0, x + width, 0);
    stops.forEach((colour, at) => ramp.addColorStop(at / (stops.length - 1), colour));
    context.fillStyle = ramp;
    context.beginPath();
    context.roundRect(x, y, width, height, height / 2);
    context.fill();
  },

  cells(context, { x, y, width, height, columns, rows, words }) {
    const image = new ImageData(new Uint8ClampedArray(words.slice().buffer), columns, rows);
    const small = document.createElement("canvas");
    small.width = columns;
    small.height = rows;
    small.getContext("2d")?.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, x, y, width, height);
  },

  text(context, { x, y, text, size, fill, mono, weight = 400, anchor = "start", parts }) {
    context.textAlign = anchor;
    let at = x;
    for (const part of parts ?? [{ text, fill, weight }]) {
      context.font = `${part.weight} ${size}px ${mono ? FONTS.mono : FONTS.sans}`;
      context.fillStyle = part.fill;
      context.fillText(part.text, at, y);
      at += context.measureText(part.text).width;
    }
  },
};
