/** Undo and redo over values that never change. */

/**
 * @template T
 * @typedef {object} History
 * @property {readonly T[]} past oldest first
 * @property {readonly T[]} future nearest first
 */

const DEPTH = 200;

/** @template T @returns {History<T>} */
export const noHistory = () => ({ past: [], future: [] });

/**
 * Remember `before` because something new happens now; what was undone is gone.
 *
 * @template T
 * @param {History<T>} history
 * @param {T} before
 * @returns {History<T>}
 */
export const remember = ({ past }, before) => ({
  past: [...past.slice(1 - DEPTH), before],
  future: [],
});

/**
 * One step back.
 *
 * @template T
 * @param {History<T>} history
 * @param {T} now
 * @returns {{history: History<T>, value: T} | null} null when there is nothing to undo
 */
export function back({ past, future }, now) {
  const value = past.at(-1);
  if (value === undefined) return null;
  return { history: { past: past.slice(0, -1), future: [now, ...future] }, value };
}

/**
 * One step forward again.
 *
 * @template T
 * @param {History<T>} history
 * @param {T} now
 * @returns {{history: History<T>, value: T} | null} null when there is nothing to redo
 */
export function forth({ past, future }, now) {
  const [value, ...rest] = future;
  if (value === undefined) return null;
  return { history: { past: [...past, now], future: rest }, value };
}
