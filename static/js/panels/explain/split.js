/** The number divided over the units or maps of a layer, exactly. */
import { extentOf } from "../../core/colormap.js";
import { html, useState } from "../../core/ui.js";
import { counted, precise } from "../../kinds/text.js";
import { barsOf } from "../../render/bars.js";
import { pickAt } from "../../core/geometry.js";

/** @import { Actions } from "../../state/actions.js" */
/** @import { Anatomy, LayerSpec } from "../../types.js" */
/** @import { Explanation, Split } from "../../server/explain.js" */

const MOST = 8;

/** @param {{answer: Explanation, anatomy: Anatomy, actions: Actions}} props */
export function SplitBars({ answer, anatomy, actions }) {
  const [chosen, choose] = useState("");
  const splits = (answer.split ?? []).flatMap((split) => {
    const layer = anatomy.layers.find(({ name }) => name === split.layer);
    return layer && split.channels.length > 1 ? [{ ...split, spec: layer }] : [];
  });
  const split = splits.find(({ layer }) => layer === chosen) ?? splits[0];
  if (!split) return null;
  return html`<section class="explain-split" aria-labelledby="explain-split">
    <header>
      <h3 id="explain-split">Where it comes from</h3>
      <select
        id="explain-split-layer"
        aria-label="Layer"
        value=${split.layer}
        onChange=${(/** @type {any} */ event) => choose(event.target.value)}
      >
        ${splits.map(
          ({ layer, spec }) =>
            html`<option key=${layer} value=${layer}>${nounOf(spec)}s of ${layer}</option>`,
        )}
      </select>
    </header>
    <${Table}
      split=${split}
      spec=${split.spec}
      value=${answer.question.value}
      pin=${actions.holdCell}
    />
  </section>`;
}

/** @param {LayerSpec} layer */
const nounOf = ({ shape }) => (shape.length > 1 ? "map" : "unit");

/** @param {{split: Split, spec: LayerSpec, value: number, pin: Actions["holdCell"]}} props */
function Table({ split, spec, value, pin }) {
  const noun = nounOf(spec);
  const order = split.channels.map((_, at) => at);
  order.sort((a, b) => Math.abs(split.channels[b]) - Math.abs(split.channels[a]));
  const [shown, others] = [order.slice(0, MOST), order.slice(MOST)];
  const rest = others.reduce((sum, at) => sum + split.channels[at], 0);
  const rows = [
    ...shown.map((at) => ({ name: `${noun} ${at + 1}`, amount: split.channels[at], at })),
    ...(others.length ? [{ name: counted(others.length, "other"), amount: rest, at: -1 }] : []),
    { name: "biases", amount: split.constant, at: -1 },
  ];
  const extent = extentOf([...shown.map((at) => split.channels[at]), split.constant], "signed");
  const bars = barsOf(
    rows.map(({ amount }) => amount),
    extent,
  );
  const middle = (/** @type {number} */ channel) =>
    pickAt(spec, [channel, ...spec.shape.slice(1).map((size) => size >> 1)]);
  return html`<table>
    <tbody>
      ${rows.map(
        ({ name, amount, at }, row) =>
          html`<tr key=${name}>
            <th scope="row">
              ${
                at < 0
                  ? name
                  : html`<button
                      type="button"
                      title="Show it in the flow"
                      onClick=${() => pin(middle(at))}
                    >
                      ${name}
                    </button>`
              }
            </th>
            <td class="share">
              <i
                class=${`${amount < 0 ? "minus" : ""}${Math.abs(amount) > extent[1] ? " beyond" : ""}`}
                style=${{ left: `${100 * bars[row].from}%`, width: `${100 * (bars[row].to - bars[row].from)}%` }}
              ></i>
            </td>
            <td class="amount">${written(amount)}</td>
          </tr>`,
      )}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">together</th>
        <td></td>
        <td class="amount">${written(value)}</td>
      </tr>
    </tfoot>
  </table>`;
}

/** @param {number} amount */
const written = (amount) => precise(Math.abs(amount) < 5e-5 ? 0 : amount).replace("-", "−");
