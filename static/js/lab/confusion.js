/** What it takes for what, on the test digits. */
import { html } from "../core/ui.js";
import { grouped } from "../kinds/text.js";
import { percent } from "./words.js";

/** @import { Lab } from "./state.js" */

/** Steps of colour. */
const HEATS = 9;

/** @param {{lab: Lab}} context */
export function Confusion({ lab }) {
  const latest = lab.course.value.measured.at(-1);
  const test = latest?.test;
  const counts = test?.confusion;
  if (!test || !counts) return null;
  const worst = Math.max(
    1,
    ...counts.flatMap((row, truth) => row.filter((_, read) => read !== truth)),
  );
  return html`<figure class="lab-confusion">
    <figcaption>
      ${`${grouped(test.count)} test digits at step ${grouped(latest.step)}: a row is what they are, a column what it reads`}
    </figcaption>
    <table>
      <thead>
        <tr>
          <td></td>
          ${counts.map((_, read) => html`<th key=${read} scope="col">${read}</th>`)}
          <th scope="col" class="sum">right</th>
        </tr>
      </thead>
      <tbody>
        ${counts.map(
          (row, truth) =>
            html`<tr key=${truth}>
              <th scope="row">${truth}</th>
              ${row.map((count, read) => {
                const right = read === truth;
                const heat = right || !count ? 0 : Math.ceil((HEATS * count) / worst);
                return html`<td key=${read} class=${right ? "right" : ""} data-heat=${heat}>
                  ${count || html`<span aria-label="never">·</span>`}
                </td>`;
              })}
              <td class="sum">${percent(test.per_class?.[truth])}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </figure>`;
}
