/** A layer's channels with what each is worth here and in general: pure. */

/** @import { Ablation } from "../../types.js" */
/** @import { General } from "../../server/causes.js" */

/** @typedef {"points" | "margin"} Measure */
/** @typedef {{channel: number, here: number | null, general: number | null}} Row falls: above 0 the answer needs it */

/**
 * @param {number} count of channels
 * @param {string} layer
 * @param {Ablation | null} here
 * @param {General | null} general
 * @param {Measure} measure
 * @returns {Row[]} the most needed here (or else in general) first
 */
export function rowsOf(count, layer, here, general, measure) {
  const local = here?.layers.get(layer);
  const wide = general?.layers.find((each) => each.layer === layer);
  const rows = Array.from({ length: count }, (_, channel) => ({
    channel,
    here:
      local && here
        ? measure === "points"
          ? 100 * local.drop[channel]
          : here.margin - local.margin[channel]
        : null,
    general: wide ? (measure === "points" ? 100 * wide.drop[channel] : wide.fall[channel]) : null,
  }));
  const worth = (/** @type {Row} */ row) => row.here ?? row.general ?? 0;
  return rows.sort((a, b) => worth(b) - worth(a));
}

/** Below this a fall is written as 0. */
const LEAST = 0.05;

/** The largest size of each kind, so that bars have their scale. @param {Row[]} rows */
export function reachOf(rows) {
  const most = (/** @type {"here" | "general"} */ kind) =>
    Math.max(LEAST, ...rows.map((row) => Math.abs(row[kind] ?? 0)));
  return { here: most("here"), general: most("general") };
}

/** What stands out: needed here but not in general, or the other way round. @param {Row[]} rows @param {string} noun */
export function contrastOf(rows, noun) {
  const reach = reachOf(rows);
  const share = (/** @type {Row} */ { here, general }) =>
    (here ?? 0) / reach.here - (general ?? 0) / reach.general;
  const more = (/** @type {Row} */ { here, general }) => (here ?? 0) - (general ?? 0);
  if (rows.length < 2 || rows.some(({ here, general }) => here === null || general === null))
    return "";
  const order = [...rows].sort((a, b) => share(b) - share(a));
  const [first, last] = [order[0], order[order.length - 1]];
  if (share(first) <= 0.25 && share(last) >= -0.25)
    return "Here they matter about as they usually do.";
  const parts = [];
  if (share(first) > 0.25 && more(first) > 0)
    parts.push(`${noun} ${first.channel + 1} matters more here than usually`);
  if (share(last) < -0.25 && more(last) < 0) parts.push(`${noun} ${last.channel + 1} matters less`);
  const said = parts.join(", ");
  return said && `${said[0].toUpperCase()}${said.slice(1)}.`;
}
