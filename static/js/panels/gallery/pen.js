/** Pen drawings of the gallery: as small pictures, and as ink that can be replayed. */
import { html, useLayoutEffect, useRef } from "../../core/ui.js";
import { paintStrokes } from "../../render/ink.js";

/** @import { Ink, Point } from "../../types.js" */

/** The sample has no times: an even pace, in milliseconds for a point and between strokes. */
const PACE = { point: 12, stroke: 180 };

const SIDE = 112;

/** The same ink with times. @param {Ink} ink @returns {Ink} */
export function timed(ink) {
  let time = -PACE.stroke;
  const strokes = ink.strokes.map((stroke) => {
    time += PACE.stroke;
    return stroke.map(([x, y]) => /** @type {Point} */ ([x, y, (time += PACE.point)]));
  });
  return { ...ink, strokes };
}

/** @param {{ink: Ink, dark: boolean}} props */
export function PenThumb({ ink, dark }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const style = getComputedStyle(context.canvas);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    context.clearRect(0, 0, SIDE, SIDE);
    paintStrokes(context, ink, { ink: colour("--ink-core"), glow: colour("--ink-glow") });
  }, [ink, dark]);
  return html`<canvas
    class="thumb smooth"
    ref=${canvas}
    width=${SIDE}
    height=${SIDE}
    aria-hidden="true"
  ></canvas>`;
}
