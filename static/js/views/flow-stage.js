/** One column of the flow: title and figures, a wrapper for each of its layers, its pictures, a scale. */
import { html, useLayoutEffect, useRef } from "../core/ui.js";
import { shortTitle } from "../kinds/index.js";
import { compact, grouped, shapeText } from "../kinds/text.js";
import { around, kernelsOf, tilesOf } from "../layout/plate.js";
import { sheetOf } from "../layout/sheet.js";
import { layerLabel } from "./flow-words.js";

/** @import { LayerSpec } from "../types.js" */
/** @import { Box, Spot } from "../layout/plan.js" */
/** @import { Rasters } from "../layout/plate.js" */
/** @import { Stage } from "../layout/stages.js" */
/** @import { FlowContext } from "./flow.js" */

/** @param {Box} box */
const at = ({ x, y, width, height }) => ({
  left: `${x}px`,
  top: `${y}px`,
  width: `${width}px`,
  height: `${height}px`,
});

/** A box as large, with nothing in it that the browser would have to paint. @param {Box} box */
const hollow = ({ width, height, ...corner }) => ({
  ...at({ ...corner, width: 0, height: 0 }),
  padding: `0 ${width}px ${height}px 0`,
});

/** @param {{stage: Stage, context: FlowContext}} props */
export function StageColumn({ stage, context }) {
  const { model, tiles } = context;
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return undefined;
    for (const layer of stage.layers) tiles.register(layer, element);
    return () => stage.layers.forEach((layer) => tiles.forget(layer));
  }, [stage]);
  const spot = model.plan.value.spots.get(stage.id);
  if (!spot) return null;
  const shown = model.shown.value.get(stage.id) ?? stage.after;
  return html`<div class="stage" ref=${root} data-stage=${stage.id}>
    <${Head} spot=${spot} shown=${shown} context=${context} />
    ${stage.layers.map(
      (layer) =>
        html`<${LayerTiles}
          key=${layer.name}
          layer=${layer}
          spot=${layer === shown ? spot : null}
          context=${context}
        />`,
    )}
    <${Picture} name="plate" rasters=${tilesOf(spot)} />
    <${Picture} name="kernels" rasters=${kernelsOf(spot)} />
    <${Scale} spot=${spot} />
  </div>`;
}

/** @param {{spot: Spot, shown: LayerSpec, context: FlowContext}} props */
function Head({ spot, shown, context }) {
  const { stage, head } = spot;
  const named = stage.layers.filter(
    (layer) => layer === stage.base || layer === shown || !context.silent(layer),
  );
  const narrow = head.width < 64 + 58 * named.length;
  const parameters = stage.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const word = (/** @type {LayerSpec} */ layer) => (narrow ? shortTitle(layer) : layer.title);
  const choose = (/** @type {LayerSpec} */ layer) => {
    context.model.choose(stage, layer);
  };
  return html`<header class=${`stage-head ${narrow ? "narrow" : ""}`} style=${at(head)}>
    <h2>
      ${
        named.length === 1
          ? word(named[0])
          : named.map(
              (layer, index) =>
                html`<span class="word"
                    ><button
                      type="button"
                      aria-pressed=${layer === shown}
                      title=${`Show the numbers of ${layer.title}`}
                      onClick=${() => choose(layer)}
                    >
                      ${word(layer)}</button
                    >${index < named.length - 1 ? html`<span class="plus"> +</span>` : null}</span
                  >${" "}`,
            )
      }
    </h2>
    <p class="figures">
      <span>${shapeText(shown)}</span>
      ${
        parameters > 0 &&
        html`<span class="sep"> · </span
          ><span title=${`${grouped(parameters)} parameters`}
            >${narrow ? compact(parameters) : grouped(parameters)} params</span
          >`
      }
    </p>
    <${Rest} spot=${spot} context=${context} />
  </header>`;
}

/** How many maps have no place, and the way to them. @param {{spot: Spot, context: FlowContext}} props */
function Rest({ spot, context }) {
  const { stage, face, slots } = spot;
  const { count } = face.sheet;
  const all = context.model.expanded.value.has(stage.id);
  if (face.form !== "maps" || (!all && slots.length >= count)) return null;
  const text = all ? "show fewer" : `${slots.length} of ${count} · all`;
  return html`<button
    type="button"
    class="more"
    aria-expanded=${all}
    title=${all ? "Show the most active maps only" : `The ${slots.length} most active maps; show all ${count}`}
    onClick=${() => context.model.toggleAll(stage.id)}
  >
    ${text}
  </button>`;
}

/**
 * A layer's canvases, one for each map, in their slots; without a spot the layer is hidden. They
 * hold one pixel for each number; what is seen of them is the column's picture.
 *
 * @param {{layer: LayerSpec, spot: Spot | null, context: FlowContext}} props
 */
function LayerTiles({ layer, spot, context }) {
  const sheet = sheetOf(layer.shape);
  const order = spot ? context.model.channels.value.get(spot.stage.id) : [];
  const slotOf = new Map(order?.map((channel, slot) => [channel, slot]));
  const form = spot?.face.form ?? "hidden";
  const canvases = Array.from({ length: sheet.count }, (_, channel) => {
    const slot = spot && (form === "maps" ? spot.slots[slotOf.get(channel) ?? -1] : spot.box);
    const local = slot && spot && { ...slot, x: slot.x - spot.box.x, y: slot.y - spot.box.y };
    return html`<canvas
      key=${channel}
      width=${sheet.width}
      height=${sheet.height}
      data-channel=${channel}
      hidden=${!slot}
      style=${local && form !== "bars" ? hollow(local) : undefined}
    ></canvas>`;
  });
  return html`<div
    class=${`layer as-${form}`}
    data-layer=${layer.name}
    hidden=${!spot}
    role="application"
    tabindex="0"
    aria-label=${layerLabel(layer)}
    aria-describedby="flow-keys"
    style=${spot ? at(spot.box) : undefined}
  >
    ${canvases}
    ${form === "bars" && html`<${Bars} units=${sheet.size} classes=${context.classes()} />`}
  </div>`;
}

/** What is seen of all maps, or of all kernels: one canvas. @param {{name: string, rasters: Rasters}} props */
function Picture({ name, rasters: { boxes } }) {
  if (!boxes.length) return null;
  return html`<canvas class=${name} style=${at(around(boxes))} aria-hidden="true"></canvas>`;
}

/** Labelled bars beside a strip that has the unit's colour. @param {{units: number, classes: string[]}} props */
function Bars({ units, classes }) {
  return html`<ol class="unit-bars" aria-hidden="true">
    ${Array.from(
      { length: units },
      (_, unit) =>
        html`<li key=${unit}>
          <span class="name">${classes.length === units ? classes[unit] : unit + 1}</span>
          <span class="track"><i></i></span>
          <span class="value"><span class="figure"></span></span>
        </li>`,
    )}
  </ol>`;
}

/** The numbers that get the first and the last colour; the painter keeps them true. @param {{spot: Spot}} props */
function Scale({ spot: { box, face } }) {
  if (face.form === "bars") return null;
  const width = Math.min(96, Math.max(44, box.width));
  const foot = {
    x: box.x + (box.width - width) / 2,
    y: box.y + box.height + 10,
    width,
    height: 18,
  };
  return html`<div class="scale" style=${at(foot)} aria-hidden="true">
    <i></i><span class="low"></span><span class="high"></span>
  </div>`;
}
