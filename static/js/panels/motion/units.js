/** Few units of a flat layer, by name, as bars; those that are not computed yet are hatched. */
import { html } from "../../core/ui.js";
import { precise } from "../../kinds/text.js";
import { barsOf } from "../../render/bars.js";

/** @import { LayerSpec } from "../../types.js" */
/** @import { Look } from "./look.js" */

/**
 * @param {{look: Look, layer: LayerSpec, built: number, now: number, choose?: (unit: number) => void}} props
 */
export function UnitBars({ look, layer, built, now, choose }) {
  const painted = look.painted(layer, 0, null);
  if (!painted) return null;
  const values = Array.from(painted.raster.values);
  const { classes } = look.scene;
  const exact = layer === look.layer ? look.cell?.result : undefined;
  return html`<ol class=${choose ? "unit-rows choosable" : "unit-rows"}>
    ${barsOf(values, painted.extent).map(
      ({ from, to }, at) =>
        html`<li
          class=${`${at < built ? "" : "unknown"} ${at === now ? "now" : ""}`}
          onClick=${() => choose?.(at)}
        >
          <span>${classes.length === layer.outputs ? classes[at] : at + 1}</span>
          <span class="track">
            ${
              at < built &&
              html`<b
                class=${values[at] < 0 ? "unit-bar minus" : "unit-bar"}
                style=${{ left: `${100 * from}%`, width: `${100 * (to - from)}%` }}
              ></b>`
            }
            ${at === now && html`<b class=${`mark ${choose ? "here" : "window"}`}></b>`}
          </span>
          <code>${at < built ? textOf(values[at], at === now ? exact : undefined) : ""}</code>
        </li>`,
    )}
  </ol>`;
}

/** @param {number} value @param {number | undefined} exact */
const textOf = (value, exact) => (exact === undefined ? rough(value) : precise(exact));

/** Three figures: what a number of the frame holds. @param {number} value */
export function rough(value) {
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}
