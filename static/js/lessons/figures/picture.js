/** Numbers as a small picture, with a box around some of them. */
import { PALETTES } from "../../core/colormap.js";
import { html, useEffect, useRef } from "../../core/ui.js";
import { paintRaster, softContext } from "../../render/raster.js";

/** @typedef {{top: number, left: number, height: number, width: number}} Box in cells */

/**
 * @param {object} props
 * @param {string} [props.words] for who does not see it; none: it is decoration
 * @param {ArrayLike<number>} props.values
 * @param {number} [props.start]
 * @param {[rows: number, columns: number]} props.size
 * @param {[number, number]} props.extent
 * @param {"amount" | "signed"} props.tone
 * @param {Box | null} [props.box]
 * @param {boolean} props.dark
 */
export function Picture({ words, values, start = 0, size, extent, tone, box, dark }) {
  const place = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [rows, columns] = size;
  useEffect(() => {
    if (!place.current) return;
    const colours = PALETTES[dark ? "dark" : "light"][tone];
    paintRaster(softContext(place.current), { values, start, order: null }, extent, colours);
  });
  return html`<span class="figure-picture">
    <canvas
      ref=${place}
      width=${columns}
      height=${rows}
      role=${words ? "img" : null}
      aria-label=${words ?? null}
      aria-hidden=${words ? null : "true"}
    ></canvas>
    ${box && html`<span class="figure-box" style=${placed(box, size)}></span>`}
  </span>`;
}

/** @param {Box} box @param {[rows: number, columns: number]} size */
const placed = ({ top, left, height, width }, [rows, columns]) => ({
  top: `${(100 * top) / rows}%`,
  left: `${(100 * left) / columns}%`,
  height: `${(100 * height) / rows}%`,
  width: `${(100 * width) / columns}%`,
});
