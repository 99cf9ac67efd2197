/** Stages to columns and lanes: the longest path to a stage is its column, branches share one. */

/** @import { Stage } from "./stages.js" */

/**
 * @typedef {object} Place
 * @property {number} column 0 holds the input
 * @property {number} lane 0 is the upper one
 * @property {number} lanes how many stages share the column
 */

/** @typedef {{from: string, to: string, skips: number}} Edge `skips`: columns that it passes by */

/**
 * @param {Stage[]} stages in forward order
 * @returns {Map<string, Place>} by stage id
 */
export function placesOf(stages) {
  /** @type {Map<string, number>} */
  const column = new Map();
  for (const stage of stages) {
    column.set(stage.id, Math.max(-1, ...stage.inputs.map((id) => column.get(id) ?? -1)) + 1);
  }
  /** @type {Map<string, Place>} */
  const places = new Map();
  const last = Math.max(-1, ...column.values());
  for (let at = 0; at <= last; at++) {
    const sharing = stages.filter((stage) => column.get(stage.id) === at);
    const ordered = sharing
      .map((stage, order) => ({ stage, height: height(stage, places), order }))
      .sort((a, b) => a.height - b.height || a.order - b.order);
    ordered.forEach(({ stage }, lane) => {
      places.set(stage.id, { column: at, lane, lanes: ordered.length });
    });
  }
  return places;
}

/** Where a stage's sources lie, 0 above to 1 below. @param {Stage} stage @param {Map<string, Place>} places */
function height(stage, places) {
  const sources = stage.inputs.flatMap((id) => places.get(id) ?? []);
  const total = sources.reduce((sum, { lane, lanes }) => sum + (lane + 0.5) / lanes, 0);
  return sources.length ? total / sources.length : 0.5;
}

/**
 * @param {Stage[]} stages
 * @param {Map<string, Place>} places
 * @returns {Edge[]}
 */
export function edgesOf(stages, places) {
  const column = (/** @type {string} */ id) => places.get(id)?.column ?? 0;
  return stages.flatMap((stage) =>
    stage.inputs.map((from) => ({
      from,
      to: stage.id,
      skips: column(stage.id) - column(from) - 1,
    })),
  );
}
