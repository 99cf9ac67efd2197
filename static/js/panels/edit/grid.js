/** A kernel's cells, to be painted with a brush, or set one by one by keys. */
import { PALETTES, colourOf, css, isBright } from "../../core/colormap.js";
import { html, useRef, useState } from "../../core/ui.js";
import { short } from "../../kinds/text.js";
import { ARROWS } from "../../views/keys.js";

/** A key's step, as a part of the largest weight. */
const STEP = 0.1;

/**
 * @typedef {object} Picture
 * @property {ArrayLike<number>} values all weights of the channel
 * @property {number} start of this picture
 * @property {number} width
 * @property {number} height
 * @property {number} reach the weight with the last colour
 * @property {(values: number[]) => void} put
 */

/** @param {Picture & {dark: boolean}} props */
export function Grid({ dark, ...picture }) {
  const { values, start, width, reach, put } = picture;
  const [at, move] = useState(0);
  const [brush, load] = useState(1);
  const place = `Row ${Math.floor(at / width) + 1}, column ${(at % width) + 1}`;
  const set = (/** @type {number} */ value) => {
    const next = Array.from(values);
    next[start + at] = value;
    put(next);
  };
  return html`<${Brush} brush=${brush} load=${load} reach=${reach} />
    <${Cells} ...${{ ...picture, dark, at, move, place, set, paint: brush * reach }} />
    <p class="visually-hidden" id="paint-keys">
      Arrow keys move; plus and minus change the weight, 0 clears it, Space paints it with the
      brush.
    </p>
    <label class="cell-value">
      <span>${place}</span>
      <input
        type="number"
        id="edit-weight"
        step="any"
        value=${Number(values[start + at].toPrecision(4))}
        onChange=${(/** @type {any} */ event) => {
          const value = Number(event.target.value);
          if (Number.isFinite(value)) set(value);
        }}
      />
    </label>`;
}

/**
 * @typedef {Picture & {at: number, move: (cell: number) => void, set: (value: number) => void,
 *   paint: number}} Painting `at`: the cell that keys change; `paint`: what the brush leaves
 */

/** @param {Painting & {place: string, dark: boolean}} props */
function Cells({ place, dark, ...painting }) {
  const { values, start, width, height, reach, at } = painting;
  const colours = PALETTES[dark ? "dark" : "light"].signed;
  const numbers = width <= 7;
  return html`<div
    class=${`paint ${numbers ? "" : "tiny"}`}
    id="edit-kernel"
    role="application"
    tabindex="0"
    aria-label=${`Weights, ${height} by ${width}; ${place.toLowerCase()} is ${short(values[start + at])}`}
    aria-describedby="paint-keys"
    style=${{ "--columns": width, "--rows": height }}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => keyDown(event, painting)}
    ...${useBrush(painting)}
  >
    ${Array.from({ length: width * height }, (_, cell) => {
      const colour = colourOf(colours, values[start + cell], [-reach, reach]);
      return html`<span
        key=${cell}
        class=${`${isBright(colour) ? "bright" : "deep"} ${cell === at ? "at" : ""}`}
        style=${{ background: css(colour) }}
        >${numbers ? short(values[start + cell]) : ""}</span
      >`;
    })}
  </div>`;
}

/** Painting by pointer. @param {Painting} painting */
function useBrush({ values, start, width, height, put, move, paint }) {
  /** A drag paints faster than the page renders. */
  const painted = useRef(/** @type {number[] | null} */ (null));
  const touch = (/** @type {PointerEvent} */ event) => {
    if (!painted.current) return;
    const cell = cellUnder(event, width, height);
    if (cell < 0) return;
    move(cell);
    painted.current[start + cell] = paint;
    put(painted.current);
  };
  const stop = () => {
    painted.current = null;
  };
  return {
    onPointerDown: (/** @type {PointerEvent} */ event) => {
      if (event.button !== 0) return;
      /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
      painted.current = Array.from(values);
      touch(event);
    },
    onPointerMove: touch,
    onPointerUp: stop,
    onPointerCancel: stop,
  };
}

/** @param {PointerEvent} event @param {number} width @param {number} height @returns {number} -1: beside the grid */
function cellUnder(event, width, height) {
  const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  const column = Math.floor(((event.clientX - box.left) / box.width) * width);
  const row = Math.floor(((event.clientY - box.top) / box.height) * height);
  const inside = column >= 0 && row >= 0 && column < width && row < height;
  return inside ? row * width + column : -1;
}

/** @param {KeyboardEvent} event @param {Painting} painting */
function keyDown(event, { values, start, width, height, reach, at, move, set, paint }) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = ARROWS[event.key];
  const sign = { "+": 1, "=": 1, "-": -1, "−": -1 }[event.key];
  if (arrow) {
    const column = Math.min(width - 1, Math.max(0, (at % width) + arrow[0]));
    const row = Math.min(height - 1, Math.max(0, Math.floor(at / width) + arrow[1]));
    move(row * width + column);
  } else if (sign) set(values[start + at] + sign * STEP * reach);
  else if (event.key === "0") set(0);
  else if (event.key === " ") set(paint);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** What painting gives, as a part of the largest weight. @param {{brush: number, load: (value: number) => void, reach: number}} props */
const Brush = ({ brush, load, reach }) =>
  html`<div class="slider brush">
    <label for="edit-brush">Brush</label>
    <span class="slider-track" style=${{ "--at": "0.5" }}
      ><input
        type="range"
        id="edit-brush"
        min="-1"
        max="1"
        step="0.1"
        value=${brush}
        onInput=${(/** @type {any} */ event) => load(Number(event.target.value))}
    /></span>
    <output>${short(brush * reach)}</output>
  </div>`;
