/** What A says, what B says, and by how much they differ; with patches, what B says then. */
import { honest } from "../../core/verdict.js";
import { html } from "../../core/ui.js";

/** @import { Prediction } from "../../types.js" */
/** @import { Context } from "./panel.js" */

/** Of networks with more classes only the likeliest are listed. */
const MOST = 12;

/** @param {Context} context */
export function Answers({ state, comparison }) {
  const said = comparison.said.value;
  const [a, b] = [state.anatomy.value?.classes ?? [], comparison.side.anatomy.value?.classes ?? []];
  if (!said)
    return html`<section class="compare-part">
      <p class="compare-words" role="status">
        ${comparison.problem.value || (state.bare.value ? "Draw a digit: both answer." : "One moment …")}
      </p>
    </section>`;
  const { donor, receiver, patched, patches } = said;
  const shareOf = (
    /** @type {Prediction} */ one,
    /** @type {string[]} */ names,
    /** @type {string} */ name,
  ) => one.probabilities[names.indexOf(name)];
  const rows = rowsOf(a, b, [donor, receiver, patched]);
  return html`<section class="compare-part">
    <table class="compare-table">
      <caption class="visually-hidden">
        Probabilities of both
      </caption>
      <thead>
        <tr>
          <th scope="col"><span class="visually-hidden">Class</span></th>
          <th scope="col">A</th>
          <th scope="col">B</th>
          ${patches > 0 && html`<th scope="col">patched</th>`}
          <th scope="col">${patches > 0 ? "patched − B" : "B − A"}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((name) => {
          const [first, second, third] = [
            shareOf(donor, a, name),
            shareOf(receiver, b, name),
            shareOf(patched, b, name),
          ];
          const by = patches > 0 ? third - second : second - first;
          return html`<tr key=${name}>
            <th scope="row">${name}</th>
            <${Share} share=${first} top=${donor.label === name} />
            <${Share} share=${second} top=${receiver.label === name} />
            ${patches > 0 && html`<${Share} share=${third} top=${patched.label === name} />`}
            <${By} by=${by} />
          </tr>`;
        })}
      </tbody>
    </table>
  </section>`;
}

/** @param {string[]} a @param {string[]} b @param {Prediction[]} said @returns {string[]} */
function rowsOf(a, b, [donor, receiver, patched]) {
  const names = [...new Set([...a, ...b])];
  if (names.length <= MOST) return names;
  const most = (/** @type {string} */ name) =>
    Math.max(
      donor.probabilities[a.indexOf(name)] ?? 0,
      receiver.probabilities[b.indexOf(name)] ?? 0,
      patched.probabilities[b.indexOf(name)] ?? 0,
    );
  return names.toSorted((one, other) => most(other) - most(one)).slice(0, MOST);
}

/** @param {{share: number | undefined, top: boolean}} props */
const Share = ({ share, top }) =>
  html`<td class=${top ? "top" : ""}>${share === undefined ? "–" : honest(share)}</td>`;

/** @param {{by: number}} props points, NaN where one lacks the class */
function By({ by }) {
  if (Number.isNaN(by)) return html`<td>–</td>`;
  const points = 100 * by;
  const text =
    Math.abs(points) < 0.05 ? "0.0" : `${points > 0 ? "+" : "−"}${Math.abs(points).toFixed(1)}`;
  return html`<td class="compare-by" data-sign=${Math.sign(Number(text.replace("−", "-")))}>
    <i style=${{ "--share": Math.min(1, Math.abs(by)).toFixed(3) }}></i><span>${text}</span>
  </td>`;
}
