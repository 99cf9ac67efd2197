/** A kernel's cells, to be painted with a brush, or set one by one by keys. */
import { PALETTES, colourOf, css, isBright } from "../../core/colormap.js";
import { html, useRef, useState } from "../../core/ui.js";
import { short } from "../../kinds/text.js";

/** @type {Record<string, [columns: number, rows: number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** A key's step, as a part of the largest weight. */
const STEP = 0.1;

/**
 * @param {object} props
 * @param {ArrayLike<number>} props.values all weights of the channel
 * @param {number} props.start of this picture
 * @param {number} props.width
 * @param {number} props.height
 * @param {number} props.reach the weight with the last colour
 * @param {boolean} props.dark
 * @param {(values: number[]) => void} props.put
 */
export function Grid({ values, start, width, height, reach, dark, put }) {
  const [at, move] = useState(0);
  const [brush, load] = useState(1);
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  /** A drag paints faster than the page renders. @type {{current: number[] | null}} */
  const painting = useRef(/** @type {number[] | null} */ (null));
  const colours = PALETTES[dark ? "dark" : "light"].signed;

  const set = (/** @type {number} */ cell, /** @type {number} */ value) => {
    const next = painting.current ?? Array.from(values);
    next[start + cell] = value;
    put(next);
  };
  const cellUnder = (/** @type {PointerEvent} */ event) => {
    const box = /** @type {HTMLElement} */ (root.current).getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * width);
    const row = Math.floor(((event.clientY - box.top) / box.height) * height);
    const inside = column >= 0 && row >= 0 && column < width && row < height;
    return inside ? row * width + column : -1;
  };
  const paint = (/** @type {PointerEvent} */ event) => {
    const cell = cellUnder(event);
    if (cell < 0) return;
    move(cell);
    set(cell, brush * reach);
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const arrow = ARROWS[event.key];
    const sign = { "+": 1, "=": 1, "-": -1, "−": -1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow) {
      const column = Math.min(width - 1, Math.max(0, (at % width) + arrow[0]));
      const row = Math.min(height - 1, Math.max(0, Math.floor(at / width) + arrow[1]));
      move(row * width + column);
    } else if (sign) set(at, values[start + at] + sign * STEP * reach);
    else if (event.key === "0") set(at, 0);
    else if (event.key === " ") set(at, brush * reach);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const numbers = width <= 7;
  return html`<${Brush} brush=${brush} load=${load} reach=${reach} />
    <div
      class=${`paint ${numbers ? "" : "tiny"}`}
      id="edit-kernel"
      ref=${root}
      role="application"
      tabindex="0"
      aria-label=${`Weights, ${height} by ${width}; row ${Math.floor(at / width) + 1}, column ${(at % width) + 1} is ${short(values[start + at])}`}
      aria-describedby="paint-keys"
      style=${{ "--columns": width, "--rows": height }}
      onKeyDown=${key}
      onPointerDown=${(/** @type {PointerEvent} */ event) => {
        if (event.button !== 0) return;
        root.current?.setPointerCapture(event.pointerId);
        painting.current = Array.from(values);
        paint(event);
      }}
      onPointerMove=${(/** @type {PointerEvent} */ event) => painting.current && paint(event)}
      onPointerUp=${() => (painting.current = null)}
      onPointerCancel=${() => (painting.current = null)}
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
    </div>
    <p class="visually-hidden" id="paint-keys">
      Arrow keys move; plus and minus change the weight, 0 clears it, Space paints it with the
      brush.
    </p>
    <label class="cell-value">
      <span>Row ${Math.floor(at / width) + 1}, column ${(at % width) + 1}</span>
      <input
        type="number"
        id="edit-weight"
        step="any"
        value=${Number(values[start + at].toPrecision(4))}
        onChange=${(/** @type {any} */ event) => {
          const value = Number(event.target.value);
          if (Number.isFinite(value)) set(at, value);
        }}
      />
    </label>`;
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
