/** The drawing being made, as frames; a 3-D convolution looks at two of them at a time. */
import { open, read } from "../../core/safetensors.js";
import { html, render, useEffect, useSignal } from "../../core/ui.js";
import { keepAsking } from "./ask.js";
import { Kernel } from "./film-sum.js";
import { Field, Shares } from "./parts.js";
import { Picture } from "./picture.js";

/** @import { Ink } from "../../types.js" */
/** @import { Context } from "../lesson.js" */

/**
 * @typedef {object} Film
 * @property {string[]} ways where a filter looks for the pen to go
 * @property {number[]} probabilities
 * @property {{index: number[], operands: number[][][], weights: number[][][], sums: number[], bias: number, result: number, sees: [number, number][]}} cell
 * @property {import("../../types.js").Tensor} frames
 * @property {import("../../types.js").Tensor} map
 */

const REST = 250;
const ORDERS = ["forwards", "backwards"];
const SIDE = 28;

/** @param {HTMLElement} root @param {Context} context */
export function filmFigure(root, context) {
  const ink = JSON.parse(root.dataset.ink ?? "null");
  render(html`<${Figure} context=${context} example=${ink} />`, root);
}

/** @param {{context: Context, example: Ink}} props */
function Figure({ context, example }) {
  const { state } = context;
  const [order, index] = [useSignal(ORDERS[0]), useSignal(/** @type {number[] | null} */ (null))];
  const found = useSignal(/** @type {Film | null} */ (null));
  const own = useSignal(false);
  useEffect(() => {
    /** @type {Ink | null} */
    let shown = null;
    const bodyOf = () => {
      const drawn = !state.picture.value && state.ink.value.strokes.length > 0;
      const ink = drawn ? state.ink.value : example;
      if (ink !== shown) index.value = null;
      shown = ink;
      return { ink, order: order.value, ...(index.value ? { cell: index.value } : {}) };
    };
    /** @param {Response} answer @param {Record<string, unknown>} body */
    const take = async (answer, { ink }) => {
      found.value = filmIn(await answer.arrayBuffer());
      own.value = ink !== example;
    };
    return keepAsking("film", bodyOf, take, context, REST);
  }, []);
  const film = found.value;
  return html`<div class="film">
    <${Field} title="Show it" values=${ORDERS} chosen=${order} />
    ${film && html`<${Shown} film=${film} index=${index} dark=${state.dark.value} />`}
    ${
      film &&
      html`<p class="lesson-note">
        ${own.value ? "This is your drawing." : "Somebody’s 5, until you draw with the pen."} What
        the four maps add up to says where the pen went:
      </p>`
    }
    ${film && html`<${Shares} names=${film.ways} shares=${film.probabilities} />`}
  </div>`;
}

/** @param {ArrayBuffer} buffer @returns {Film} */
export function filmIn(buffer) {
  const archive = open(buffer);
  const tensors = Object.fromEntries(
    archive.entries.map(([name, entry]) => [name, read(archive, entry)]),
  );
  return { ...JSON.parse(archive.metadata.film), frames: tensors.frames, map: tensors.map };
}

/** @param {{film: Film, index: {value: number[] | null}, dark: boolean}} props */
function Shown({ film, index, dark }) {
  const { cell, frames, map, ways } = film;
  const [way, moment] = cell.index;
  const [frameCount] = frames.shape;
  const [, moments, rows, columns] = map.shape;
  const [, [top, bottom], [left, right]] = cell.sees;
  const box = { top, left, height: bottom - top + 1, width: right - left + 1 };
  /** @param {number} to @param {number[]} place */
  const pick = (to, place) => (index.value = [to, ...place]);
  return html`<ol class="film-frames" aria-label="Frames">
      ${Array.from({ length: frameCount }, (_, at) => {
        const seen = at === moment || at === moment + 1;
        return html`<li key=${at} class=${seen ? "seen" : ""}>
          <${Picture}
            words=${`Frame ${at + 1}${seen ? ", which this number sees" : ""}`}
            values=${frames.data}
            start=${at * SIDE * SIDE}
            size=${[SIDE, SIDE]}
            extent=${[0, 1]}
            tone="amount"
            box=${seen ? box : null}
            dark=${dark}
          />
        </li>`;
      })}
    </ol>
    <label class="film-moment">
      <span>Frames ${moment + 1} and ${moment + 2}</span>
      <input
        type="range"
        min="0"
        max=${moments - 1}
        value=${moment}
        aria-label="The earlier of the two frames"
        aria-valuetext=${`frames ${moment + 1} and ${moment + 2}`}
        onInput=${(/** @type {any} */ event) =>
          pick(way, [Number(event.target.value), cell.index[2], cell.index[3]])}
      />
    </label>
    <div class="film-maps" role="group" aria-label="Maps of this moment">
      ${ways.map(
        (name, at) =>
          html`<button
            type="button"
            key=${name}
            aria-pressed=${at === way}
            aria-label=${`Map of “${name}”; click a place in it`}
            onClick=${(/** @type {MouseEvent} */ event) =>
              pick(at, [moment, ...placeAt(event, [rows, columns], cell.index)])}
          >
            <${Picture}
              values=${map.data}
              start=${(at * moments + moment) * rows * columns}
              size=${[rows, columns]}
              extent=${[0, 0.4]}
              tone="amount"
              box=${at === way ? { top: cell.index[2], left: cell.index[3], height: 1, width: 1 } : null}
              dark=${dark}
            />
            <span>${name}</span>
          </button>`,
      )}
    </div>
    <${Kernel} cell=${cell} way=${ways[way]} dark=${dark} />`;
}

/** Where a mouse points; by keyboard, the place that is shown. @param {MouseEvent} event @param {[number, number]} size @param {number[]} index */
function placeAt(event, [rows, columns], index) {
  const canvas = /** @type {HTMLElement} */ (event.currentTarget).querySelector("canvas");
  if (!canvas || event.detail === 0) return [index[2], index[3]];
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const at = (/** @type {number} */ share, /** @type {number} */ count) =>
    Math.max(0, Math.min(count - 1, Math.floor(share * count)));
  return [at((event.clientY - top) / height, rows), at((event.clientX - left) / width, columns)];
}
