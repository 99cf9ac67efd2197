/** A convolution over the words of a sentence that the reader types. */
import { PALETTES, colourOf, css, isBright } from "../../core/colormap.js";
import { html, render, useEffect, useSignal } from "../../core/ui.js";
import { keepAsking } from "./ask.js";
import { Field, Shares, signed } from "./parts.js";

/** @import { Context } from "../lesson.js" */

/**
 * @typedef {object} Reading
 * @property {string[]} words
 * @property {(string | null)[]} groups
 * @property {string[]} filters
 * @property {number[][]} map after the rectifier, filter by filter
 * @property {number[]} largest of each filter
 * @property {{products: number[], bias: number, result: number, words: number[]}[][]} cells
 * @property {string[]} classes
 * @property {number[]} probabilities
 * @property {number} parameters
 */

const REST = 120;
const FIELDS = [1, 2, 3, 4];

/** @param {HTMLElement} root @param {Context} context */
export function sentenceFigure(root, context) {
  render(html`<${Figure} context=${context} text=${root.dataset.text ?? ""} />`, root);
}

/** @param {{context: Context, text: string}} props */
function Figure({ context, text }) {
  const { state } = context;
  const [typed, field] = [useSignal(text), useSignal(2)];
  const found = useSignal(/** @type {Reading | null} */ (null));
  const cell = useSignal(/** @type {[number, number] | null} */ (null));
  useEffect(() => {
    const bodyOf = () => ({ text: typed.value, field: field.value });
    const take = async (/** @type {Response} */ answer) => void (found.value = await answer.json());
    return keepAsking("sentence", bodyOf, take, context, REST);
  }, []);
  const reading = found.value;
  return html`<div class="sentence">
    <label class="sentence-text">
      <span>Your sentence</span>
      <input
        type="text"
        maxlength="200"
        autocomplete="off"
        value=${typed.value}
        onInput=${(/** @type {any} */ event) => (typed.value = event.target.value)}
      />
    </label>
    <${Field} title="Field" values=${FIELDS} chosen=${field} unit="words" />
    ${reading && html`<${Maps} reading=${reading} cell=${cell} dark=${state.dark.value} />`}
    ${reading && html`<${Shares} names=${reading.classes} shares=${reading.probabilities} />`}
  </div>`;
}

/** @param {{reading: Reading, cell: {value: [number, number] | null}, dark: boolean}} props */
function Maps({ reading, cell, dark }) {
  const { words, groups, filters, cells } = reading;
  const [row, column] = cell.value ?? strongest(cells);
  const shown = cells[row]?.[column] ?? cells[0][0];
  const palette = PALETTES[dark ? "dark" : "light"].signed;
  return html`<div class="sentence-maps" tabindex="0" role="region" aria-label="Words and maps">
      <table>
        <thead>
          <tr>
            <td></td>
            ${cells[0].map(
              (_, at) =>
                html`<th
                  key=${at}
                  scope="col"
                  class=${shown.words.includes(at) ? "seen" : ""}
                  data-group=${groups[at] ?? ""}
                >
                  ${words[at] ?? html`<span class="visually-hidden">after the end</span>`}
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${filters.map(
            (name, at) =>
              html`<tr key=${name}>
                <th scope="row">${name}</th>
                ${cells[at].map(({ result }, place) => {
                  const colour = colourOf(palette, result, [-2, 2]);
                  return html`<td key=${place}>
                    <button
                      type="button"
                      aria-pressed=${at === row && place === column}
                      data-bright=${isBright(colour)}
                      style=${{ background: css(colour) }}
                      onClick=${() => (cell.value = [at, place])}
                    >
                      ${signed(result, 0)}
                    </button>
                  </td>`;
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="sentence-sum" role="status">${sumOf(shown, words)}</p>`;
}

/** @param {Reading["cells"]} cells @returns {[number, number]} */
function strongest(cells) {
  const all = cells.flatMap((row, at) =>
    row.map(({ result }, place) => /** @type {const} */ ([result, at, place])),
  );
  const [, row, column] = all.reduce((best, one) => (one[0] > best[0] ? one : best));
  return [row, column];
}

/** "not −1 + very 0 + good 1, bias 0 = 0" @param {Reading["cells"][0][0]} cell @param {string[]} words */
export function sumOf({ products, bias, result, words: seen }, words) {
  const outside = products.length - seen.length;
  const before = seen[0] === 0 ? outside : 0;
  const terms = products.map((product, at) => {
    const word = words[(seen[0] ?? 0) + at - before];
    const inside = at >= before && at - before < seen.length;
    return `${inside ? `“${word}”` : "(nothing)"} ${signed(product, 0)}`;
  });
  const after = result > 0 ? "" : " The rectifier makes 0 of it.";
  return `${terms.join(", ")}; bias ${signed(bias, 0)}: together ${signed(result, 0)}.${result < 0 ? after : ""}`;
}
