/** Pools: the window cell by cell; the best so far, or the sum so far. */
import { avgPool as average } from "../avg_pool.js";
import { maxPool as maximum } from "../max_pool.js";
import { flags, flat } from "../numbers.js";
import { subsampling as trainable } from "../subsampling.js";
import { closing, running, said } from "./score.js";

/** @import { Cell } from "../../types.js" */
/** @import { Block, Kind, Line, Scene } from "../kind.js" */
/** @import { Beat, MotionOf, Score } from "./score.js" */

/** A larger window (of a global pool) goes in bunches. */
const MOST_STEPS = 24;

/**
 * @param {Kind} kind
 * @param {(cell: Cell, scene: Scene) => Score} byTerm
 * @param {string} words
 * @returns {MotionOf}
 */
const pool = (kind, byTerm, words) => ({
  grains: () => ({ term: "Number" }),
  score: (cell, scene, grain) =>
    grain === "term"
      ? byTerm(cell, scene)
      : {
          count: 1,
          beat: () => ({
            blocks: windowOnly(kind, cell, scene),
            lines: kind.explain(cell, scene).lines,
            partial: cell.result,
            words,
          }),
        },
});

/** @param {Kind} kind @param {Cell} cell @param {Scene} scene @param {object} [more] @returns {Block[]} */
const windowOnly = (kind, cell, scene, more = {}) =>
  kind
    .explain(cell, scene)
    .blocks.filter(({ block }) => block === "matrix")
    .map((block) => ({ ...block, ...more }));

/** How many numbers each step has seen. @param {number} count @returns {number[]} */
const seenAt = (count) => {
  const bunch = Math.ceil(count / MOST_STEPS);
  return Array.from({ length: Math.ceil(count / bunch) }, (_, at) =>
    Math.min(count, (at + 1) * bunch),
  );
};

/** @param {Cell} cell @param {Scene} scene @returns {Score} */
function search(cell, scene) {
  const values = flat(cell.operands);
  const inside = flags(cell.valid);
  const seen = seenAt(values.length);
  return {
    count: seen.length + 1,
    beat: (at) => {
      if (at === seen.length) return found(cell, scene);
      const best = bestOf(values, inside, seen[at]);
      const here = values[seen[at] - 1];
      const lines = best < 0 ? [] : [{ label: "largest so far", value: values[best] }];
      return {
        blocks: windowOnly(maximum, cell, scene, { at: seen[at] - 1, won: best, winner: null }),
        lines,
        partial: best < 0 ? -Infinity : values[best],
        words: searchWords(best === seen[at] - 1, inside[seen[at] - 1] ?? true, here),
        light: { tap: seen[at] - 1 },
      };
    },
  };
}

/** @param {boolean} best @param {boolean} inside @param {number} value */
const searchWords = (best, inside, value) =>
  !inside
    ? "padding: never chosen"
    : best
      ? `${said(value)}: the largest so far`
      : `${said(value)} is no larger`;

/** @param {number[]} values @param {boolean[]} inside @param {number} seen */
function bestOf(values, inside, seen) {
  let best = -1;
  for (let at = 0; at < seen; at++) {
    if ((inside[at] ?? true) && (best < 0 || values[at] > values[best])) best = at;
  }
  return best;
}

/** @param {Cell} cell @param {Scene} scene @returns {Beat} */
const found = (cell, scene) => ({
  blocks: windowOnly(maximum, cell, scene),
  lines: [{ label: "max", value: cell.result }],
  partial: cell.result,
  words: "the largest number goes on, alone",
});

/**
 * @param {Kind} kind
 * @param {(cell: Cell) => Line[]} end
 * @param {string} words
 * @returns {(cell: Cell, scene: Scene) => Score}
 */
const adding = (kind, end, words) => (cell, scene) => {
  const values = flat(cell.operands);
  const seen = seenAt(values.length);
  const sums = running(values);
  return {
    count: seen.length + 1,
    beat: (at) =>
      at === seen.length
        ? {
            blocks: windowOnly(kind, cell, scene),
            lines: end(cell),
            partial: cell.result,
            words,
          }
        : {
            blocks: windowOnly(kind, cell, scene, { at: seen[at] - 1 }),
            lines: [{ label: `Σ ${seen[at]} of ${values.length}`, value: sums[seen[at] - 1] }],
            partial: sums[seen[at] - 1],
            words: `${said(values[seen[at] - 1])} is added`,
            light: { tap: seen[at] - 1 },
          },
  };
};

export const maxPool = pool(maximum, search, "the largest number of the window goes on");

export const avgPool = pool(
  average,
  adding(
    average,
    (cell) => [
      { label: "Σ window", value: cell.sum },
      { label: "÷ cells", value: cell.detail.divisor },
      { label: "=", value: cell.result },
    ],
    "the sum over the number of cells",
  ),
  "the mean of the window goes on",
);

export const subsampling = pool(
  trainable,
  adding(
    trainable,
    (cell) => [
      { label: "Σ window", value: cell.detail.window_sum },
      { label: "× coefficient", value: cell.detail.coefficient },
      ...closing(cell),
    ],
    "the sum times the coefficient, plus the bias",
  ),
  "the window's sum, times one coefficient, plus one bias",
);
