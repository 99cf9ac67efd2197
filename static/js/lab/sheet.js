/** A sheet of small pictures: numbers in, one canvas out. */
import { html, useLayoutEffect, useRef } from "../core/ui.js";
import { PALETTES } from "../core/colormap.js";
import { fillWords, paintWords, softContext } from "../render/raster.js";

/** @import { Tone } from "../core/colormap.js" */
/** @import { Contact } from "./contact.js" */

/**
 * @typedef {object} SheetProps
 * @property {Contact} contact
 * @property {ArrayLike<number>} values
 * @property {readonly [number, number]} extent
 * @property {Tone} tone
 * @property {boolean} dark
 * @property {number} room CSS pixels that it may fill
 * @property {number} most CSS pixels for one number
 * @property {string} label
 * @property {(x: number, y: number) => void} [onPick] gets the pixel
 */

/** @param {SheetProps} props */
export function Sheet({ contact, values, extent, tone, dark, room, most, label, onPick }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { width, height, order } = contact;
  useLayoutEffect(() => {
    if (!canvas.current) return;
    const words = new Uint32Array(width * height);
    const colours = PALETTES[dark ? "dark" : "light"][tone];
    fillWords(words, { values, start: 0, order }, extent, colours);
    paintWords(softContext(canvas.current), words);
  }, [contact, values, dark, tone, width, height]);
  const scale = Math.max(0.5, Math.min(most, room / width));
  const size = scale >= 1 ? Math.floor(scale * 2) / 2 : scale;
  return html`<canvas
    class="lab-sheet"
    role="img"
    aria-label=${label}
    ref=${canvas}
    width=${width}
    height=${height}
    style=${{ width: `${width * size}px`, cursor: onPick ? "pointer" : undefined }}
    onClick=${
      onPick &&
      ((/** @type {MouseEvent} */ event) => {
        const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
        onPick(
          ((event.clientX - box.left) / box.width) * width,
          ((event.clientY - box.top) / box.height) * height,
        );
      })
    }
  ></canvas>`;
}
