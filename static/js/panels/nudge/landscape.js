/** Two dials at once: how likely the answer is over their plane. */
import { PALETTES } from "../../core/colormap.js";
import { html, useState } from "../../core/ui.js";
import { honest } from "../../core/verdict.js";
import { askStress } from "../../server/change.js";
import { useAsked } from "../asked.js";
import { valueText } from "./curve.js";
import { Signed } from "./signed.js";

/** @import { State } from "../../state/store.js" */
/** @import { Curve, Plane } from "../../server/change.js" */

const STEPS = 17;
const REST = 500;

/** @param {{state: State, dials: Curve[]}} props */
export function Landscape({ state, dials }) {
  const [[across, down], choose] = useState(["right", "down"]);
  const [spot, look] = useState(/** @type {[number, number]} */ ([8, 8]));
  const query = { dials: across, steps: STEPS, plane: `${across},${down}` };
  const { answer, stale } = useAsked(state, askStress(query), [across, down], { rest: REST });
  const plane = answer?.plane;
  /** @param {string} label @param {string} value @param {string} other @param {(name: string) => void} set */
  const list = (label, value, other, set) =>
    html`<select
      aria-label=${label}
      value=${value}
      onChange=${(/** @type {any} */ event) => set(event.currentTarget.value)}
    >
      ${dials.map(({ name, title }) => html`<option key=${name} value=${name} disabled=${name === other}>${title}</option>`)}
    </select>`;
  return html`<section class="what-part what-plane" aria-label="Two dials at once">
    <h3>Two dials at once</h3>
    <div class="what-row">
      ${list("Across", across, down, (name) => choose([name, down]))}
      <span aria-hidden="true">×</span>
      ${list("Down", down, across, (name) => choose([across, name]))}
    </div>
    ${
      plane &&
      html`<${Map}
        plane=${plane}
        dials=${dials}
        stale=${stale}
        spot=${spot}
        look=${look}
        state=${state}
        answered=${answer.label}
      />`
    }
  </section>`;
}

/** @param {{plane: Plane, dials: Curve[], stale: boolean, spot: [number, number], look: (spot: [number, number]) => void, state: State, answered: string}} props */
function Map({ plane, dials, stale, spot, look, state, answered }) {
  const count = plane.across.values.length;
  const [column, row] = spot.map((at) => Math.min(at, count - 1));
  const label = plane.label[row][column];
  const text = (/** @type {"across" | "down"} */ axis, /** @type {number} */ at) => {
    const dial = dials.find(({ name }) => name === plane[axis].name);
    return dial ? valueText({ ...dial, values: plane[axis].values }, at) : "";
  };
  const point = (/** @type {PointerEvent} */ event) => {
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const cell = (/** @type {number} */ share) =>
      Math.max(0, Math.min(count - 1, Math.floor(share * count)));
    look([
      cell((event.clientX - box.left) / box.width),
      cell((event.clientY - box.top) / box.height),
    ]);
  };
  const walk = (/** @type {KeyboardEvent} */ event) => {
    const [x, y] = STEPS_OF[event.key] ?? [0, 0];
    if (!x && !y) return;
    event.preventDefault();
    const clip = (/** @type {number} */ at) => Math.max(0, Math.min(count - 1, at));
    look([clip(column + x), clip(row + y)]);
  };
  const said = `${text("across", column)}, ${text("down", row)}: ${
    label === answered
      ? `${label} at ${honest(plane.probability[row][column])}`
      : `${label}, no longer ${answered}`
  }`;
  return html`<div
      class=${`what-map ${stale ? "stale" : ""}`}
      tabindex="0"
      role="img"
      aria-label=${`How likely ${answered} is over both dials. ${said}`}
      onPointerMove=${point}
      onPointerDown=${point}
      onKeyDown=${walk}
    >
      <${Signed}
        values=${plane.probability.flat()}
        width=${count}
        height=${count}
        least=${0}
        most=${1}
        colours=${PALETTES[state.dark.value ? "dark" : "light"].amount}
      />
      <svg viewBox=${`0 0 ${count} ${count}`} aria-hidden="true">
        <path d=${border(plane.label, answered)} />
        <rect x=${column} y=${row} width="1" height="1" />
      </svg>
    </div>
    <p class="what-note">${said}</p>
    <p class="what-note">
      It stays ${answered} in ${(100 * plane.holds).toFixed(0)} % of this plane. The line is where
      it breaks.
    </p>`;
}

/** @type {Record<string, [number, number]>} */
const STEPS_OF = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The line between what is read as the answer and what is not. @param {string[][]} label @param {string} answered */
function border(label, answered) {
  const parts = [];
  for (let y = 0; y < label.length; y++) {
    for (let x = 0; x < label[y].length; x++) {
      const here = label[y][x] === answered;
      if (x + 1 < label[y].length && here !== (label[y][x + 1] === answered))
        parts.push(`M${x + 1} ${y}v1`);
      if (y + 1 < label.length && here !== (label[y + 1][x] === answered))
        parts.push(`M${x} ${y + 1}h1`);
    }
  }
  return parts.join("");
}
