/** One method's map over the ink, and how far to trust it. */
import { PALETTES } from "../../core/colormap.js";
import { INK, fillHeat, overChannels, reachOf } from "../../core/heat.js";
import { GRADES, addsUp, depends, follows, gradeOf } from "../../core/trust.js";
import { html, useLayoutEffect, useMemo, useRef } from "../../core/ui.js";
import { precise } from "../../kinds/text.js";
import { paintWords, softContext } from "../../render/raster.js";
import { Curves } from "./curves.js";

/** @import { Both, Explained } from "../../server/explain.js" */
/** @import { Tensor } from "../../types.js" */

/**
 * @typedef {object} CardProps
 * @property {Explained} entry
 * @property {Both | null} random
 * @property {boolean} whole its measures are there and of now
 * @property {boolean} best
 * @property {Tensor} ink
 * @property {boolean} dark
 * @property {number | null} at the cell that is pointed at, on any map
 * @property {(at: number | null) => void} point
 */

/** @param {CardProps} props */
export function Card({ entry, random, whole, best, ink, dark, at, point }) {
  const grade = whole ? gradeOf(entry, random) : null;
  const lines =
    whole && random ? [addsUp(entry), follows(entry, random), depends(entry)].filter(Boolean) : [];
  return html`<li class="explain-card" data-method=${entry.method} data-grade=${grade}>
    <h3>${entry.title}</h3>
    <${Heat} ...${{ entry, ink, dark, at, point }} />
    ${whole && random && entry.deletion && html`<${Curves} entry=${entry} random=${random} />`}
    ${
      grade &&
      html`<p class="explain-verdict">
        <span class=${`explain-grade ${grade}`}>${GRADES[grade]}</span> ${best && "followed best"}
      </p>`
    }
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </li>`;
}

/** @param {Pick<CardProps, "entry" | "ink" | "dark" | "at" | "point">} props */
function Heat({ entry, ink, dark, at, point }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [channels, ...sizes] = entry.attribution.shape;
  const width = sizes[sizes.length - 1];
  const values = useMemo(() => overChannels(entry.attribution.data, channels), [entry]);
  const inks = useMemo(() => overChannels(ink.data, channels), [ink]);
  useLayoutEffect(() => {
    if (!canvas.current) return;
    const shade = dark ? "dark" : "light";
    const words = new Uint32Array(values.length);
    const colours = { signed: PALETTES[shade].signed, ink: INK[shade] };
    fillHeat(words, values, inks, reachOf(values), colours);
    paintWords(softContext(canvas.current), words);
  }, [values, inks, dark, width]);
  const place = (/** @type {PointerEvent} */ { offsetX, offsetY, currentTarget }) => {
    const { clientWidth, clientHeight } = /** @type {HTMLElement} */ (currentTarget);
    const height = values.length / width;
    const column = Math.min(width - 1, Math.floor((offsetX / clientWidth) * width));
    const row = Math.min(height - 1, Math.floor((offsetY / clientHeight) * height));
    point(Math.max(0, row) * width + Math.max(0, column));
  };
  return html`<div class="explain-heat">
    <canvas
      ref=${canvas}
      width=${width}
      height=${values.length / width}
      role="img"
      aria-label=${`${entry.title}: ${summary(values)}`}
      onPointerMove=${place}
      onPointerLeave=${() => point(null)}
    ></canvas>
    ${at !== null && at < values.length && html`<output>${signed(values[at])}</output>`}
  </div>`;
}

/** @param {number} value */
const signed = (value) => `${value > 0 ? "+" : ""}${precise(value).replace("-", "−")}`;

/** For a screen reader. @param {Float32Array} values */
function summary(values) {
  let [plus, minus] = [0, 0];
  for (const value of values) value > 0 ? (plus += value) : (minus += value);
  return `for it ${precise(plus)}, against it ${precise(minus)}`;
}
