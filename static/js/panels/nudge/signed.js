/** A small picture of numbers in a palette of the page. */
import { html, useLayoutEffect, useRef } from "../../core/ui.js";
import { paintRaster, softContext } from "../../render/raster.js";

/**
 * @param {{values: ArrayLike<number>, width: number, height: number, least?: number, most: number, colours: Uint32Array}} props
 *   `least` and `most` get the first and the last colour
 */
export function Signed({ values, width, height, most, least = -most, colours }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useLayoutEffect(() => {
    if (!canvas.current) return;
    const raster = { values, start: 0, order: null };
    paintRaster(softContext(canvas.current), raster, [least, most], colours);
  }, [values, width, height, least, most, colours]);
  return html`<canvas
    class="thumb"
    key=${`${width}×${height}`}
    ref=${canvas}
    width=${width}
    height=${height}
    aria-hidden="true"
  ></canvas>`;
}
