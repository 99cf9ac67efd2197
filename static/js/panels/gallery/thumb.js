/** A small picture of ink, in the colours of the pad. */
import { table } from "../../core/colormap.js";
import { html, useLayoutEffect, useRef } from "../../core/ui.js";
import { paintRaster, softContext } from "../../render/raster.js";
import { styled } from "../../render/style.js";

await styled("thumb");

/** @type {Map<boolean, Uint32Array>} */
const palettes = new Map();

/** From the pad's colour to the ink's, as the theme on the page has them. @param {boolean} dark */
function inkColours(dark) {
  const known = palettes.get(dark);
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  const colours = table(["--pad", "--ink-core"].map((name) => style.getPropertyValue(name).trim()));
  palettes.set(dark, colours);
  return colours;
}

/**
 * @param {{values: ArrayLike<number>, width: number, height: number, most: number, dark: boolean}} props
 *   `most` is the value of full ink
 */
export function Thumb({ values, width, height, most, dark }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useLayoutEffect(() => {
    if (!canvas.current) return;
    const raster = { values, start: 0, order: null };
    paintRaster(softContext(canvas.current), raster, [0, most], inkColours(dark));
  }, [values, width, height, most, dark]);
  return html`<canvas
    class="thumb"
    ref=${canvas}
    width=${width}
    height=${height}
    aria-hidden="true"
  ></canvas>`;
}
