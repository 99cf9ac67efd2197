/** The live logits, cooled or heated, through a softmax or ten sigmoids. */
import { html, render, useState } from "../../core/ui.js";
import { Segments } from "../../views/segments.js";
import { sigmoids, softmax } from "./temperature-sums.js";

/** @import { Context } from "../lesson.js" */

/** The slider's steps are a hundredth of a decade; from 0.1 to 10. */
const [LOWEST, HIGHEST, DECADE] = [-100, 100, 100];

const KINDS = /** @type {const} */ ([
  ["softmax", "Softmax", "Each exponential as a share of all ten"],
  ["sigmoid", "Sigmoids", "Each score alone: 1 / (1 + e to the minus score)"],
]);

/** @param {HTMLElement} root @param {Context} context */
export function temperatureFigure(root, { state }) {
  render(html`<${Figure} state=${state} />`, root);
}

/** @param {{state: Context["state"]}} props */
function Figure({ state }) {
  const [place, move] = useState(0);
  const [kind, choose] = useState(/** @type {"softmax" | "sigmoid"} */ ("softmax"));
  const [frame, anatomy] = [state.frame.value, state.anatomy.value];
  if (!frame || !anatomy || frame.network !== anatomy.id) return null;
  const heat = 10 ** (place / DECADE);
  const shares = kind === "softmax" ? softmax(frame.logits, heat) : sigmoids(frame.logits, heat);
  const sum = shares.reduce((total, share) => total + share, 0);
  const told = heat.toFixed(2);
  return html`<div class="heat-figure" data-kind=${kind}>
    <${Segments} label="How scores become shares" value=${kind} choices=${KINDS} choose=${choose} />
    <label>
      <span>Temperature</span>
      <input
        type="range"
        min=${LOWEST}
        max=${HIGHEST}
        value=${place}
        aria-valuetext=${`${told}: ${frame.label} at ${percent(shares[frame.index])}`}
        onInput=${(/** @type {any} */ event) => move(Number(event.currentTarget.value))}
        onDblClick=${() => move(0)}
      />
      <output>${told}</output>
    </label>
    <table aria-label=${`Scores, and what they become at temperature ${told}`}>
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col">Score</th>
          <th scope="col" colspan="2">${kind === "softmax" ? "Softmax" : "Sigmoid"}</th>
        </tr>
      </thead>
      <tbody>
        ${shares.map(
          (share, index) =>
            html`<tr key=${index} data-best=${String(index === frame.index)}>
              <th scope="row">${anatomy.classes[index]}</th>
              <td>${frame.logits[index].toFixed(2)}</td>
              <td class="heat-bar" aria-hidden="true">
                <i style=${{ width: `${100 * share}%` }}></i>
              </td>
              <td>${percent(share)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="heat-words">
      ${kind === "softmax" ? "Together 100 %, at any temperature." : `Together ${percent(sum)}: nobody makes them add up to 100 %.`}
    </p>
  </div>`;
}

/** As many digits as tell it from nothing and from all. @param {number} share */
function percent(share) {
  const text = (100 * share).toFixed(share > 0.9995 || share < 0.0005 ? 4 : 1);
  return `${text} %`;
}
