/** How far to trust a map, in plain words. */

/** @import { Both, Explained, Question } from "../server/explain.js" */

/** @typedef {"more" | "care" | "less"} Grade */

/** From here on two maps are alike. */
const ALIKE = 0.7;
const SIMILAR = 0.5;
/** So much better than a random order, as areas, is worth something. */
const CLEAR = 0.15;
/** A map that misses its sum by more is not exact. */
const OFF = 0.1;
/** What the badge says. @type {Record<Grade, string>} */
export const GRADES = { more: "trust more", care: "with care", less: "trust less" };

/** @param {number} share */
const percentOf = (share) =>
  `${share < 0.001 ? "0.1" : (100 * share).toFixed(share < 0.0995 ? 1 : 0)}\u00a0%`;

/** @param {number} value */
const plain = (value) => value.toFixed(Math.abs(value) < 10 ? 2 : 1).replace("-", "−");

/** Whether it adds up; "" when it promised nothing. @param {Explained} entry */
export function addsUp({ completeness, promise }) {
  if (!completeness || completeness.error === null) return "";
  const { error, sum, total } = completeness;
  if (promise === "value")
    return `hands back ${plain(sum)} of ${plain(total)}; biases keep the rest`;
  if (error <= OFF) return `adds up to within ${percentOf(error)}`;
  return `adds up to ${plain(sum)}, not ${plain(total)}`;
}

/** How soon the number falls when the ink goes, the most important first. @param {Explained} entry @param {Both} random */
export function follows({ deletion }, random) {
  if (!deletion) return "";
  const [own, any] = [halved(deletion), halved(random.deletion)];
  if (own === null) return "";
  const chance = any === null ? "" : ` (any ink: ${percentOf(any)})`;
  return `half of it is gone without ${percentOf(own)} of the ink${chance}`;
}

/**
 * The share of ink after which the number has fallen half the way to where it ends; null: it does
 * not fall.
 *
 * @param {{values: number[]}} curve
 */
export function halved({ values: points }) {
  const [first, last] = [points[0], points[points.length - 1]];
  if (!(first > last)) return null;
  const middle = (first + last) / 2;
  const at = points.findIndex((point) => point <= middle);
  const [before, after] = [points[at - 1], points[at]];
  return (at - 1 + (before - middle) / (before - after)) / (points.length - 1);
}

/** Whether it depends on what was learned. @param {Explained} entry */
export function depends({ sanity }) {
  if (!sanity) return "";
  const { all } = sanity;
  if (all === null) return "with random weights: an empty map";
  const alike = Math.abs(all);
  const rho = `ρ ${(Math.round(100 * all) / 100 || 0).toFixed(2).replace("-", "−")}`;
  if (alike >= ALIKE) return `with random weights: the same map (${rho})`;
  return `with random weights: ${alike >= SIMILAR ? "a similar" : "another"} map (${rho})`;
}

/** How much better than a random order the map's own is, as areas; null: not known. @param {Explained} entry @param {Both | null} random */
export function gainOf(entry, random) {
  const own = areas(entry);
  const chance = random && areas(random);
  return own === null || chance === null ? null : own - chance;
}

/** @param {{insertion: Both["insertion"] | null, deletion: Both["deletion"] | null}} both */
const areas = ({ insertion, deletion }) =>
  insertion?.area == null || deletion?.area == null ? null : insertion.area - deletion.area;

/** Falls sooner and rises sooner than in any order. @param {Explained} entry @param {Both} random */
const better = ({ deletion, insertion }, random) =>
  (deletion?.area ?? 1) < (random.deletion.area ?? 0) &&
  (insertion?.area ?? 0) > (random.insertion.area ?? 1);

/** @param {Explained} entry @param {Both | null} random @returns {Grade | null} */
export function gradeOf(entry, random) {
  const gain = gainOf(entry, random);
  if (gain === null || !entry.sanity) return null;
  const alike = Math.abs(entry.sanity.all ?? 0);
  if (gain <= 0 || alike >= ALIKE) return "less";
  const exact = entry.promise !== "difference" || (entry.completeness?.error ?? 0) <= OFF;
  const both = better(entry, /** @type {Both} */ (random));
  return gain >= CLEAR && both && alike < SIMILAR && exact ? "more" : "care";
}

/** The number that is explained, in a sentence. @param {Question} question */
export function numberOf({ target, against, value, blank, layer }) {
  const name =
    target === null
      ? `${layer} is`
      : against === null
        ? `The logit of ${target} is`
        : `${target} is ahead of ${against} by`;
  return `${name} ${plain(value)}; on blank paper ${plain(blank)}.`;
}
