/** How each block of an explanation is drawn; what they say is in kinds/. */
import { html } from "../core/ui.js";
import { PALETTES, colourOf, css, extentOf, isBright } from "../core/colormap.js";
import { counted, precise, short } from "../kinds/text.js";
import { barsOf } from "../render/bars.js";
import { plot } from "../render/curve.js";
import { Picture } from "./picture.js";

/** @import { BarsBlock, Block as BlockData, ColumnsBlock, CurveBlock, MatrixBlock, NoteBlock, RowsBlock, SignBlock, TermsBlock } from "../kinds/kind.js" */

/** A grid with more cells a side shows colours only. */
const MOST_CELLS = 9;

/** @param {{block: BlockData, dark: boolean}} props */
export function Block({ block, dark }) {
  const Drawn = /** @type {any} */ (DRAWN[block.block]);
  return html`<${Drawn} ...${block} dark=${dark} />`;
}

/** @param {MatrixBlock & {dark: boolean}} props */
function Matrix({ values, caption, valid, winner, at, reached = Infinity, won, dark }) {
  const columns = values[0].length;
  const side = Math.max(columns, values.length);
  if (side > MOST_CELLS) return html`<${Colours} ...${{ values, caption, reached, dark }} />`;
  const extent = extentOf(values.flat(), "signed");
  const best = winner ? winner[0] * columns + winner[1] : won;
  return html`<figure class="matrix">
    <div
      class="numbers"
      data-side=${side <= 3 ? "s" : side <= 5 ? "m" : side <= 7 ? "l" : "xl"}
      style=${{ "--columns": columns }}
    >
      ${values.flat().map((value, place) => {
        const inside = !valid || valid[Math.floor(place / columns)]?.[place % columns];
        if (!inside) return html`<${Padding} value=${value} now=${place === at} />`;
        if (place >= reached) return html`<span class="later"></span>`;
        const marks = { best: place === best, now: place === at };
        return html`<${Coloured} ...${{ value, extent, dark, ...marks }} />`;
      })}
    </div>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** @param {{value: number, now: boolean}} props */
const Padding = ({ value, now }) =>
  html`<span class=${now ? "padding now" : "padding"} title="Padding: outside the picture"
    >${short(value)}</span
  >`;

/** @param {{value: number, extent: [number, number], dark: boolean, best: boolean, now: boolean}} props */
function Coloured({ value, extent, dark, best, now }) {
  const colour = colourOf(PALETTES[dark ? "dark" : "light"].signed, value, extent);
  const names = [isBright(colour) && "bright", best && "winner", now && "now"];
  return html`<span class=${names.filter(Boolean).join(" ")} style=${{ background: css(colour) }}
    >${short(value)}</span
  >`;
}

/** A grid too large for numbers. @param {{values: number[][], caption: string, reached: number, dark: boolean}} props */
function Colours({ values, caption, reached, dark }) {
  const [width, height] = [values[0].length, values.length];
  return html`<figure class="matrix">
    <${Picture}
      values=${values.flat().map((value, place) => (place < reached ? value : 0))}
      width=${width}
      height=${height}
      tone="signed"
      dark=${dark}
      extent=${extentOf(values.flat(), "signed")}
      scale=${Math.max(1, Math.min(8, Math.floor(150 / Math.max(width, height))))}
    />
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** @param {SignBlock} props */
const Sign = ({ text }) => html`<span class="sign" aria-hidden="true">${text}</span>`;

/** @param {NoteBlock} props */
const Note = ({ text }) => html`<p class="saying">${text}</p>`;

/** @param {RowsBlock & {dark: boolean}} props */
function Rows({ width, height, rows, names, caption, dark, room = 400 }) {
  const count = rows[0].pictures.length;
  const scale = Math.max(
    1,
    Math.min(9, Math.floor(Math.min(42 / height, room / (count * width + count)))),
  );
  return html`<figure class="rows">
    <div class="rows-grid" style=${{ "--pictures": count }}>
      ${rows.map(({ label, tone, pictures }) => {
        const extent = extentOf(pictures.flat(), tone);
        return html`<span class="rows-label">${label}</span> ${pictures.map(
            (values, at) =>
              html`<${Picture}
                values=${values}
                width=${width}
                height=${height}
                tone=${tone}
                dark=${dark}
                extent=${extent}
                scale=${scale}
                label=${names[at] && `map ${names[at]}`}
              />`,
          )}`;
      })}
      ${
        names.length > 0 &&
        html`<span></span>${names.map((name) => html`<span class="rows-name">${name}</span>`)}`
      }
    </div>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** @param {ColumnsBlock & {dark: boolean}} props */
function Columns({ width, height, columns, signs, dark }) {
  const scale = Math.max(2, Math.floor(Math.min(138 / height, 104 / width)));
  return columns.map(({ label, tone, pictures, extent }, at) => {
    const values = pictures.flat();
    return html`${at > 0 && html`<${Sign} text=${signs[at - 1]} />`}
      <figure class="matrix">
        <${Picture}
          values=${values}
          width=${width}
          height=${height}
          tone=${tone}
          dark=${dark}
          extent=${extent ?? extentOf(values, tone)}
          scale=${scale}
        />
        <figcaption>${label}</figcaption>
      </figure>`;
  });
}

/** @param {TermsBlock} props */
function Terms({ terms, rest, caption, scale }) {
  const products = terms.map(({ product }) => product);
  const bars = barsOf(products, scale ? [-scale, scale] : extentOf(products, "signed"));
  return html`<figure class="terms">
    <table>
      <thead class="visually-hidden">
        <tr>
          <th>Input</th>
          <th>Value × weight</th>
          <th>Share</th>
          <th>Term</th>
        </tr>
      </thead>
      <tbody>
        ${terms.map((term, at) => html`<${Term} ...${term} bar=${bars[at]} />`)}
        ${
          rest.count > 0 &&
          html`<tr class="rest">
            <th scope="row">${counted(rest.count, "other")}</th>
            <td></td>
            <td></td>
            <td class="product">${precise(rest.sum)}</td>
          </tr>`
        }
      </tbody>
    </table>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** @param {TermsBlock["terms"][number] & {bar: import("../render/bars.js").Bar}} props */
const Term = ({ label, operand, weight, product, bar: { from, to } }) =>
  html`<tr>
    <th scope="row">${label}</th>
    <td class="factors">${short(operand)} × ${precise(weight)}</td>
    <td class="share">
      <i
        class=${product < 0 ? "minus" : ""}
        style=${{ left: `${100 * from}%`, width: `${100 * (to - from)}%` }}
      ></i>
    </td>
    <td class="product">${precise(product)}</td>
  </tr>`;

/** @param {CurveBlock} props */
function Curve({ f, at, caption, reach, known = true }) {
  const [width, height] = [250, 138];
  const { path, point, origin, domain } = plot(f, at, width, height, reach);
  return html`<figure class="curve">
    <svg
      viewBox=${`-8 -8 ${width + 16} ${height + 16}`}
      width=${width + 16}
      height=${height + 16}
      role="img"
      aria-label=${`${caption} at ${precise(at[0])}: ${precise(at[1])}`}
    >
      <path class="axes" d=${`M0 ${origin.y}H${width}M${origin.x} 0V${height}`} />
      ${known && html`<path class="drop" d=${`M${point[0]} ${origin.y}V${point[1]}H${origin.x}`} />`}
      <path class="line" d=${path} />
      <circle cx=${point[0]} cy=${known ? point[1] : origin.y} r="5" />
      <text x="0" y=${origin.y - 4}>${short(domain[0])}</text>
      <text x=${width} y=${origin.y - 4} class="end">${short(domain[1])}</text>
    </svg>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** @param {BarsBlock} props */
function Bars({ bars, caption }) {
  return html`<figure class="exponentials">
    <ol>
      ${bars.map(
        ({ label, part, text, marked }) =>
          html`<li class=${marked ? "marked" : ""}>
            <span>${label}</span
            ><span class="track"><i style=${{ width: `${100 * part}%` }}></i></span
            ><code>${text}</code>
          </li>`,
      )}
    </ol>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** @type {Record<BlockData["block"], (props: any) => any>} */
const DRAWN = {
  matrix: Matrix,
  sign: Sign,
  note: Note,
  rows: Rows,
  columns: Columns,
  terms: Terms,
  curve: Curve,
  bars: Bars,
};
