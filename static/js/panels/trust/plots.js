/** The trust panel's plots as numbers: pure. */

/** @import { Bin } from "../../server/trust.js" */

/**
 * A histogram of a distribution that is known by its quantiles.
 *
 * @param {number[]} quantiles lowest first, at equal shares
 * @param {number} low
 * @param {number} high
 * @param {number} count of bars
 * @returns {number[]} the share of the distribution in each bar
 */
export function histogramOf(quantiles, low, high, count) {
  const below = (/** @type {number} */ at) => {
    const last = quantiles.length - 1;
    if (at <= quantiles[0]) return 0;
    if (at >= quantiles[last]) return 1;
    const next = quantiles.findIndex((value) => value > at);
    const [from, to] = [quantiles[next - 1], quantiles[next]];
    return (next - 1 + (at - from) / (to - from)) / last;
  };
  const edge = (/** @type {number} */ bar) => low + ((high - low) * bar) / count;
  return Array.from({ length: count }, (_, bar) => below(edge(bar + 1)) - below(edge(bar)));
}

/** The outline of a histogram in a box, largest bar as high as it. @param {number[]} bars @param {number} most @param {number} width @param {number} height */
export function outlineOf(bars, most, width, height) {
  const step = width / bars.length;
  const points = bars.flatMap((bar, at) => {
    const y = (height * (1 - bar / most)).toFixed(1);
    return [`${(at * step).toFixed(1)} ${y}`, `${((at + 1) * step).toFixed(1)} ${y}`];
  });
  return `M0 ${height}L${points.join("L")}L${width} ${height}Z`;
}

/** "90–95 %" @param {Bin} bin */
export function rangeText({ low, high }) {
  const text = (/** @type {number} */ share) => String(Number((100 * share).toPrecision(4)));
  if (low === 0) return `up to ${text(high)} %`;
  return high === 1 ? `over ${text(low)} %` : `${text(low)}–${text(high)} %`;
}
