/** What stands on the maps of an edited network as shapes: marks of edits, and badges. */
import { changesOn } from "../../views/changed-channels.js";

/** @import { Spot } from "../../layout/plan.js" */
/** @import { Shape } from "../../render/shapes.js" */
/** @import { Change } from "../../views/changed-channels.js" */
/** @import { FlowContext } from "../../views/flow.js" */
/** @import { Style } from "./column.js" */

/** @param {FlowContext} context @param {Spot} spot @param {Style} style @returns {Shape[]} */
export const changeShapes = (context, spot, style) =>
  changesOn(context, spot).flatMap((change) => [
    ...markShapes(change, style),
    ...badgeShapes(change, style),
  ]);

/** @param {Change} change @param {Style} style @returns {Shape[]} */
function markShapes({ box, size, mark }, style) {
  if (!mark) return [];
  const { accent, bg } = style.colours;
  /** @type {Shape[]} */
  const shapes = [{ kind: "rect", ...box, radius: 3, stroke: accent, line: 1.5 }];
  if (mark.kind === "off") shapes.unshift({ kind: "rect", ...box, fill: bg, alpha: 0.55 });
  if (size === "tiny") return shapes;
  const at = { x: box.x + 1, y: box.y + 1 };
  return [
    ...shapes,
    ...labelShapes(mark.text, { ...at, paper: accent, ink: bg, right: false }, style),
  ];
}

/** @param {Change} change @param {Style} style @returns {Shape[]} */
function badgeShapes({ box, size, badge }, style) {
  if (!badge) return [];
  const { plus, minus, text, muted, bg } = style.colours;
  const colour = badge.tone === "rises" ? minus : plus;
  if (size === "tiny") {
    if (badge.tone === "even") return [];
    const height = Math.max(2, box.height / 4);
    const bar = { x: box.x, y: box.y + box.height - height, width: box.width * badge.share };
    return [{ kind: "rect", ...bar, height, fill: colour }];
  }
  const at = { x: box.x + box.width + 3, y: box.y + box.height - 8, right: true };
  const ink = badge.flips
    ? bg
    : badge.tone === "even"
      ? muted
      : badge.tone === "falls"
        ? text
        : minus;
  return labelShapes(badge.text, { ...at, paper: badge.flips ? plus : bg, ink }, style);
}

/**
 * A few characters on their own paper, which begins or ends at `x`.
 *
 * @param {string} text
 * @param {{x: number, y: number, paper: string, ink: string, right: boolean}} at
 * @param {Style} style
 * @returns {Shape[]}
 */
function labelShapes(text, { x, y, paper, ink, right }, { rem, measure }) {
  const size = 0.64 * rem;
  const width = measure(text, size, "mono") + 5;
  const left = right ? x - width : x;
  const label = { x: left + 2.5, y: y + size, text, size, mono: true, weight: 600, fill: ink };
  return [
    { kind: "rect", x: left, y, width, height: 1.3 * size, radius: 3, fill: paper },
    { kind: "text", ...label },
  ];
}
