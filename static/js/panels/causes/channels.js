/** A layer's channels, the most needed first: two bars each, and a box to put it into the group. */
import { html, useState } from "../../core/ui.js";
import { part } from "../../views/edit-target.js";
import { changeText } from "../../views/causes.js";
import { contrastOf, reachOf, rowsOf } from "./rows.js";

/** @import { Ablation, LayerSpec } from "../../types.js" */
/** @import { General } from "../../server/causes.js" */
/** @import { Measure, Row } from "./rows.js" */

const FIRST = 10;

/**
 * @param {{output: LayerSpec, here: Ablation | null, stale: boolean, general: General | null, measure: Measure,
 *   group: readonly string[], toggle: (name: string) => void}} props
 */
export function Channels({ output, here, stale, general, measure, group, toggle }) {
  const [all, show] = useState(false);
  const rows = rowsOf(output.shape[0], output.name, here, general, measure);
  const reach = reachOf(rows);
  const noun = part(output);
  const shown = all ? rows : rows.slice(0, FIRST);
  return html`<div class=${`cause-channels ${stale ? "stale" : ""}`} aria-busy=${String(stale)}>
    <p class="cause-words" role="status">${contrastOf(rows, noun)}</p>
    <div class="cause-head" aria-hidden="true">
      <span>${noun}</span><span>here</span><span>in general</span>
    </div>
    <ul>
      ${shown.map(
        (row) =>
          html`<${Line}
            key=${row.channel}
            row=${row}
            reach=${reach}
            noun=${noun}
            checked=${group.includes(`${output.name}:${row.channel}`)}
            toggle=${() => toggle(`${output.name}:${row.channel}`)}
          />`,
      )}
    </ul>
    ${
      rows.length > FIRST &&
      html`<button type="button" class="button" onClick=${() => show(!all)}>
        ${all ? "Only the first" : `All ${rows.length}`}
      </button>`
    }
  </div>`;
}

/** @param {{row: Row, reach: {here: number, general: number}, noun: string, checked: boolean, toggle: () => void}} props */
const Line = ({ row, reach, noun, checked, toggle }) =>
  html`<li data-cause=${row.channel}>
    <label title="Put it into the group">
      <input type="checkbox" checked=${checked} onChange=${toggle} />
      <span class="visually-hidden">${noun}</span>${row.channel + 1}
    </label>
    <${Bar} value=${row.here} reach=${reach.here} kind="here" />
    <${Bar} value=${row.general} reach=${reach.general} kind="general" />
  </li>`;

/** @param {{value: number | null, reach: number, kind: string}} props a fall is written with a minus, as on the badges */
function Bar({ value, reach, kind }) {
  if (value === null) return html`<span class="cause-bar"></span>`;
  const share = Math.abs(value) / reach;
  return html`<span class=${`cause-bar ${kind} ${value < 0 ? "rises" : ""}`}>
    <i style=${{ width: `${(100 * share).toFixed(1)}%` }}></i><b>${changeText(-value)}</b>
  </span>`;
}
