/** One drawing, moved sideways: what several networks read, beside each other. */
import { html, render, useEffect, useState } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";
import { Thumb } from "../../panels/gallery/thumb.js";
import { useAsked } from "../../panels/asked.js";
import { askStress } from "../../server/change.js";
import { markChart } from "../chart-mark.js";

/** @import { Context } from "../lesson.js" */
/** @import { Stress } from "../../server/change.js" */

/** The dial's pixels, one by one, and how far the measured curves go. */
const [STEPS, REACH] = [21, 8];

/** @param {HTMLElement} root @param {Context} context */
export function shiftFigure(root, { state }) {
  const networks = JSON.parse(root.dataset.networks ?? "[]");
  const chart = root.closest("[data-step]")?.querySelector(".chart-lines");
  render(html`<${Figure} ...${{ state, networks, chart }} />`, root);
}

/** @param {{state: Context["state"], networks: string[], chart: SVGSVGElement | null}} props */
function Figure({ state, networks, chart }) {
  const [by, move] = useState(0);
  useEffect(() => markChart(chart, by), [by]);
  const query = { dials: "right", steps: STEPS, pictures: true };
  const { answer, stale, problem } = useAsked(state, (_shown, facts, signal) => {
    const plain = { ...facts, edits: [] };
    return Promise.all(networks.map((id) => askStress(query)(id, plain, signal)));
  });
  const at = by + (STEPS - 1) / 2;
  const titles = new Map(state.networks.value.map(({ id, title }) => [id, title]));
  const rows = networks.map((id, index) => rowOf(titles.get(id) ?? id, answer?.[index], at));
  const where = by === 0 ? "Where it is" : `${Math.abs(by)} pixels ${by > 0 ? "right" : "left"}`;
  const said = rows.map(({ title, label, share }) => `${title}: ${label} at ${share}`).join("; ");
  return html`<div class="shift-figure" aria-busy=${String(stale)}>
    <div class="shift-picture">${answer && picture(answer[0], state.dark.value, at)}</div>
    <div class="shift-side">
      <label>
        <span>Shift</span>
        <input
          type="range"
          min=${-REACH}
          max=${REACH}
          value=${by}
          aria-valuetext=${answer ? `${where}. ${said}` : where}
          onInput=${(/** @type {any} */ event) => move(Number(event.currentTarget.value))}
        />
      </label>
      <p class="shift-where">${where}</p>
    </div>
    <ul class="shift-rows">
      ${rows.map(
        ({ title, label, share, width, lost }) =>
          html`<li key=${title} data-lost=${String(lost)}>
            <span class="shift-title">${title}</span>
            <b>${label}</b>
            <span class="shift-bar" aria-hidden="true"
              ><i style=${{ width: `${100 * width}%` }}></i
            ></span>
            <span class="shift-share">${share}</span>
          </li>`,
      )}
    </ul>
    <p class="shift-words">${problem || (answer ? "" : "Draw a digit, then move it.")}</p>
  </div>`;
}

/** What a network reads at one place. @param {string} title @param {Stress | undefined} answer @param {number} at */
function rowOf(title, answer, at) {
  if (!answer) return { title, label: "–", share: "", width: 0, lost: false };
  const { label, label_probability } = answer.dials[0];
  return {
    title,
    label: label[at],
    share: honest(label_probability[at]),
    width: label_probability[at],
    lost: label[at] !== answer.label,
  };
}

/** @param {Stress} answer @param {boolean} dark @param {number} at */
function picture(answer, dark, at) {
  const bytes = Uint8Array.from(atob(answer.dials[0].pictures ?? ""), (c) => c.charCodeAt(0));
  const size = bytes.length / STEPS;
  const side = Math.sqrt(size);
  const values = bytes.subarray(at * size, (at + 1) * size);
  return html`<${Thumb} ...${{ values, dark }} width=${side} height=${side} most=${255} />`;
}
