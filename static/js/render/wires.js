/** Lines between the layers, on one canvas below the tiles. */

/**
 * @typedef {object} Wire
 * @property {number[]} points x and y of the start, any bends, and the end
 * @property {string} colour
 * @property {number} width
 * @property {number} [alpha]
 */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Wire[]} wires
 */
export function drawWires(context, wires) {
  context.lineCap = "round";
  for (const { points, colour, width, alpha = 1 } of wires) {
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    trace(context, points);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * Leave and arrive level, whatever lies between.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} points
 */
function trace(context, points) {
  context.moveTo(points[0], points[1]);
  for (let at = 2; at < points.length; at += 2) {
    const [x0, y0, x1, y1] = points.slice(at - 2, at + 2);
    const bend = Math.max(10, Math.abs(x1 - x0) / 2);
    context.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
  }
}

/**
 * Fit a canvas to its box and the screen's pixels, cleared.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number} width in CSS pixels
 * @param {number} height
 * @returns {CanvasRenderingContext2D} scaled to CSS pixels
 */
export function freshCanvas(canvas, width, height) {
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no 2D canvas.");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
