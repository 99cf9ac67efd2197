/** The map that is being built: what is not computed yet is hatched. */
import { html } from "../../core/ui.js";
import { cellsOf, isWhole, orderOf } from "../../core/motion.js";
import { mapName } from "../../kinds/text.js";
import { flatIndex, pickOn, pixelOf, sheetOf } from "../../layout/sheet.js";
import { MOST_BARS } from "../../render/bars.js";
import { Plane } from "./plane.js";
import { UnitBars } from "./units.js";

/** @import { Actions } from "../../state/actions.js" */
/** @import { Look } from "./look.js" */
/** @import { Mark } from "./plane.js" */

/** @param {{look: Look, actions: Actions}} props */
export function Target({ look, actions }) {
  const { layer, motion } = look;
  const flat = layer.shape.length === 1;
  const cells = cellsOf(layer);
  const built = motion.at + (motion.beat === null ? 1 : 0);
  const name = flat ? layer.name : mapName(layer, motion.channel).toLowerCase();
  const state = isWhole(motion, cells) ? "whole" : `${built} of ${cells}`;
  const bars = flat && cells <= MOST_BARS;
  return html`<figure class="motion-target" data-built=${built}>
    ${
      bars
        ? html`<${UnitBars}
            ...${{ look, layer, built, now: look.place.channel, choose: actions.scrubMotion }}
          />`
        : html`<${TargetMap} look=${look} actions=${actions} built=${built} />`
    }
    <figcaption>${name}, ${state}</figcaption>
  </figure>`;
}

/** @param {{look: Look, actions: Actions, built: number}} props */
function TargetMap({ look, actions, built }) {
  const { layer, place, room, motion } = look;
  const sheet = sheetOf(layer.shape);
  const fit = Math.min(room / sheet.height, (1.3 * room) / sheet.width, 24);
  const scale = fit >= 2 ? Math.floor(fit) : Math.max(0.25, fit);
  const known = Int32Array.from({ length: sheet.width * sheet.height }, (_, pixel) => {
    const at = sheet.order ? sheet.order[pixel] : pixel;
    return at < built ? at : -1;
  });
  const start = sheet.flat ? 0 : motion.channel * sheet.size;
  const { x, y } = pixelOf(layer, sheet, place);
  /** @type {Mark[]} */
  const marks = [{ x, y, width: 1, height: 1, role: "here" }];
  const choose = (/** @type {number} */ left, /** @type {number} */ top) => {
    const pick = pickOn(layer, sheet, motion.channel, left, top);
    if (pick) actions.scrubMotion(orderOf(layer, pick));
  };
  const painted = look.painted(layer, start, known);
  const { width, height } = sheet;
  return html`<${Plane} ...${{ painted, width, height, scale, marks, choose }} />`;
}

/** The frame's own number for the cell. @param {Look} look */
export const frameValue = ({ frame, layer, place }) =>
  frame?.tensors.get(layer.name)?.data[flatIndex(layer, place)];
