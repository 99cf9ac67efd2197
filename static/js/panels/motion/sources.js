/** What the cell reads: the maps before it, with its window on them. */
import { html } from "../../core/ui.js";
import { extentOf } from "../../core/colormap.js";
import { regionOf } from "../../core/geometry.js";
import { kindOf } from "../../kinds/index.js";
import { motionOf } from "../../kinds/motion/index.js";
import { inText } from "../../kinds/text.js";
import { sheetOf } from "../../layout/sheet.js";
import { rectOf, sheetFor, tapAt, tapsOf, windowAt } from "../../layout/windows.js";
import { MOST_BARS } from "../../render/bars.js";
import { Plane } from "./plane.js";
import { UnitBars } from "./units.js";

/** @import { LayerSpec } from "../../types.js" */
/** @import { Light } from "../../kinds/motion/score.js" */
/** @import { Sheet, Window } from "../../layout/windows.js" */
/** @import { Look } from "./look.js" */
/** @import { Mark, Painted } from "./plane.js" */

/** More maps than this are too small to say anything. */
const MOST_MAPS = 64;

/** @param {{look: Look, light: Light | undefined}} props */
export function Sources({ look, light }) {
  const { layer, place, scene } = look;
  const shown = motionOf(layer).origins?.(scene) ?? scene.sources;
  return html`<div class="motion-sources">
    ${shown.map((source, which) => {
      const direct = scene.sources[which] === source;
      const region = direct
        ? kindOf(layer).sees(layer, regionOf(layer, place), scene.sources, which)
        : { channels: null, box: [] };
      const name = inText(source);
      if (source.shape.length === 1) {
        const lit = direct && region?.channels?.length === 1 ? region.channels[0] : -1;
        return html`<${Units} look=${look} source=${source} lit=${lit} light=${light} />`;
      }
      const window = direct && region ? windowAt(layer, place, source, region) : null;
      const all = region?.channels ?? Array.from({ length: source.shape[0] }, (_, at) => at);
      const channels = light?.channel === undefined ? all : [light.channel];
      return html`<figure class=${region ? "" : "unread"}>
        <${Maps}
          ...${{ look, source, channels: channels.slice(0, MOST_MAPS), window, light, count: shown.length }}
        />
        <figcaption>
          ${channels.length === 1 && source.shape[0] > 1 ? `map ${channels[0] + 1} of ${name}` : name}
          ${light?.terms ? ": its terms" : ""}
        </figcaption>
      </figure>`;
    })}
  </div>`;
}

/**
 * @param {{look: Look, source: LayerSpec, channels: number[], window: Window | null,
 *   light: Light | undefined, count: number}} props
 */
function Maps({ look, source, channels, window, light, count }) {
  const wide = look.room * (channels.length > 1 ? 1.3 : 1.1);
  const room = { width: wide / count, height: look.room };
  const sheet = sheetFor(look.layer, source, channels, room);
  return html`<div
    class="planes"
    style=${{ gridTemplateColumns: `repeat(${sheet.columns}, max-content)` }}
  >
    ${sheet.planes.map(
      (plane) =>
        html`<${Plane}
          key=${`${plane.channel} ${plane.slice}`}
          ...${sheet}
          painted=${paintedPlane(look, source, sheet, plane, light)}
          marks=${window ? marksOf(window, plane, light) : []}
          name=${`map ${plane.channel + 1}`}
        />`,
    )}
  </div>`;
}

/**
 * @param {Look} look
 * @param {LayerSpec} source
 * @param {Sheet} sheet
 * @param {Sheet["planes"][number]} plane
 * @param {Light | undefined} light
 * @returns {Painted | null}
 */
function paintedPlane(look, source, sheet, { slice, offset }, light) {
  const depth = source.shape.length === 4 ? source.shape[1] : 1;
  if (slice < 0 || slice >= depth) return null;
  const size = sheet.width * sheet.height;
  if (light?.terms) return terms(look, light.terms, offset, size);
  return look.painted(source, offset, null);
}

/**
 * A dense unit's terms in the place of the numbers that they come from.
 *
 * @param {Look} look
 * @param {NonNullable<Light["terms"]>} light
 * @param {number} offset
 * @param {number} size
 * @returns {Painted}
 */
function terms(look, { values, reached, tone }, offset, size) {
  const order = Int32Array.from({ length: size }, (_, at) => (reached(offset + at) ? at : -1));
  return {
    raster: { values, start: offset, order },
    extent: extentOf(values, tone),
    colours: look.palette[tone],
  };
}

/** @param {Window} window @param {Sheet["planes"][number]} plane @param {Light | undefined} light @returns {Mark[]} */
function marksOf(window, plane, light) {
  const rect = rectOf(window, plane.slice);
  if (!rect) return [];
  const now = light?.tap === undefined ? null : tapAt(window, light.tap);
  const flat = window.start.length < 3;
  return [
    ...tapsOf(window).map((tap) => /** @type {Mark} */ ({ ...tap, role: "tap" })),
    { ...rect, role: "window" },
    ...(now && (flat || now.slice === plane.slice)
      ? [/** @type {Mark} */ ({ ...now, role: "now" })]
      : []),
  ];
}

/** A flat source: units in rows. @param {{look: Look, source: LayerSpec, lit: number, light: Light | undefined}} props */
function Units({ look, source, lit, light }) {
  if (source.outputs <= MOST_BARS && !light?.terms) {
    return html`<figure>
      <${UnitBars} ...${{ look, layer: source, built: source.outputs, now: lit }} />
      <figcaption>${inText(source)}</figcaption>
    </figure>`;
  }
  const sheet = sheetOf(source.shape);
  const scale = Math.max(1, Math.min(16, Math.floor(look.room / sheet.height)));
  const known = look.painted(source, 0, sheet.order);
  const painted = light?.terms ? termUnits(look, light.terms, sheet.order, sheet.size) : known;
  /** @type {Mark[]} */
  const marks =
    lit < 0
      ? []
      : [
          {
            x: lit % sheet.width,
            y: Math.floor(lit / sheet.width),
            width: 1,
            height: 1,
            role: "window",
          },
        ];
  return html`<figure>
    <${Plane} ...${{ painted, width: sheet.width, height: sheet.height, scale, marks }} />
    <figcaption>${inText(source)}${light?.terms ? ": its terms" : ""}</figcaption>
  </figure>`;
}

/** @param {Look} look @param {NonNullable<Light["terms"]>} light @param {Int32Array | null} order @param {number} size @returns {Painted} */
function termUnits(look, light, order, size) {
  const whole = terms(look, light, 0, size);
  if (!order) return whole;
  const masked = order.map((at) => (at >= 0 && light.reached(at) ? at : -1));
  return { ...whole, raster: { ...whole.raster, order: masked } };
}
