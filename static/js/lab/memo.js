/** What was worked out for the same facts before. */

/** So many answers are kept. */
const MOST = 64;

/**
 * @template {any[]} A
 * @template R
 * @param {(...facts: A) => R} work
 * @returns {(...facts: A) => R} gives the same answer, itself, for facts that read the same
 */
export function memo(work) {
  /** @type {Map<string, R>} */
  const known = new Map();
  return (...facts) => {
    const key = JSON.stringify(facts);
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = work(...facts);
    if (known.size >= MOST) known.delete(/** @type {string} */ (known.keys().next().value));
    known.set(key, made);
    return made;
  };
}
