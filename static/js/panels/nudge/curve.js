/** A dial's curve as SVG path data, and its values in words: pure. */

/** @import { Curve } from "../../server/change.js" */

/**
 * @param {Pick<Curve, "probability" | "label">} curve
 * @param {string} answered at rest
 * @param {number} width
 * @param {number} height
 * @returns {{line: string, area: string, lost: [from: number, to: number][]}} `lost` are the stretches
 *   on which another class is answered
 */
export function curveOf({ probability, label }, answered, width, height) {
  const step = width / (probability.length - 1);
  const points = probability.map(
    (share, at) => `${(at * step).toFixed(1)} ${((1 - share) * (height - 2) + 1).toFixed(1)}`,
  );
  const line = `M${points.join("L")}`;
  /** @type {[number, number][]} */
  const lost = [];
  label.forEach((each, at) => {
    if (each === answered) return;
    const [from, to] = [Math.max(0, (at - 0.5) * step), Math.min(width, (at + 0.5) * step)];
    const before = lost.at(-1);
    if (before && before[1] >= from - 1e-6) before[1] = to;
    else lost.push([from, to]);
  });
  return { line, area: `${line}L${width} ${height}L0 ${height}Z`, lost };
}

/** @param {Pick<Curve, "values" | "unit" | "rest" | "name">} curve @param {number} at */
export function valueText({ values, unit, rest }, at) {
  const value = values[at];
  const sign = values[0] < rest && value > 0 ? "+" : value < 0 ? "−" : "";
  const size = Math.abs(value);
  if (unit === "degrees") return `${sign}${size.toFixed(0)}°`;
  if (unit === "times") return `× ${size.toFixed(2)}`;
  if (unit === "pixels") return `${sign}${size.toFixed(1)} pixels`;
  return `${(100 * size).toFixed(0)} % ${unit}`;
}
