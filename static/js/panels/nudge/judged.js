/** What was said before and what is said then, here and by other networks. */
import { html } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";

/** @import { Judged, Verdict } from "../../server/change.js" */

/** @param {{before: Verdict, after: Verdict}} props */
export const Change = ({ before, after }) =>
  html`<span class="what-change">
    <span>${said(before)}</span>
    <span aria-label="then">→</span>
    <span class=${after.label === before.label ? "" : "turned"}>${said(after)}</span>
  </span>`;

/** @param {Verdict} verdict */
const said = ({ label, probability }) => html`<b>${label}</b> ${honest(probability)}`;

/** @param {{others: Judged[], what: string}} props `what` they were shown */
export function Others({ others, what }) {
  if (!others.length) return null;
  const turned = others.filter(({ before, after }) => before.label !== after.label).length;
  const count = turned === others.length ? "all" : turned || "none";
  return html`<div class="what-part">
    <h3>Other networks, shown the same ${what}</h3>
    <p class="what-note">
      ${turned ? `It changes the answer of ${count} of them.` : "It changes none of their answers."}
    </p>
    <ul class="what-others">
      ${others.map(
        ({ network, title, before, after }) =>
          html`<li key=${network}>
            <span>${title}</span><${Change} before=${before} after=${after} />
          </li>`,
      )}
    </ul>
  </div>`;
}
