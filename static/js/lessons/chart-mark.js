/** A line on a chart of the server's where the reader stands, and a ring on each of its curves. */

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {[low: number, high: number, start: number, end: number]} Axis as app/lessons/charts.py gives it */

/** @param {Axis} axis @param {number} value */
const placeOn = ([low, high, start, end], value) =>
  start + ((value - low) / (high - low)) * (end - start);

/**
 * @param {SVGSVGElement | null | undefined} chart nothing happens without one
 * @param {number} x
 */
export function markChart(chart, x) {
  if (!chart) return;
  const axes = [chart.dataset.x, chart.dataset.y].map((text) => JSON.parse(text ?? "[]"));
  chart.querySelector(".chart-here")?.remove();
  const [across, up] = /** @type {Axis[]} */ (axes);
  const at = placeOn(across, Math.min(across[1], Math.max(across[0], x)));
  const here = document.createElementNS(SVG, "path");
  here.setAttribute("class", "chart-here");
  here.setAttribute("d", `M${at} ${up[2]}V${up[3]}`);
  chart.append(here);
}
