/** A small canvas of numbers inside a panel. */
import { html, useLayoutEffect, useRef } from "../core/ui.js";
import { PALETTES } from "../core/colormap.js";
import { paintRaster, softContext } from "../render/raster.js";

/** @import { Tone } from "../core/colormap.js" */

/**
 * @param {{values: number[], width: number, height: number, tone: Tone, dark: boolean,
 *   extent: [number, number], scale: number, label?: string}} props
 */
export function Picture({ values, width, height, tone, dark, extent, scale, label }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useLayoutEffect(() => {
    if (!canvas.current) return;
    const colours = PALETTES[dark ? "dark" : "light"][tone];
    paintRaster(softContext(canvas.current), { values, start: 0, order: null }, extent, colours);
  });
  const size = { width: `${width * scale}px`, height: `${height * scale}px` };
  return html`<canvas
    class="picture"
    ref=${canvas}
    width=${width}
    height=${height}
    style=${size}
    title=${label}
  ></canvas>`;
}
