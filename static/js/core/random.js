/** Chance that can be repeated: what is on the page decides what comes next. */

/**
 * Numbers from 0 to 1 that follow from others, whatever was done before (mulberry32, seeded by an
 * FNV hash). The same numbers give the same chance, after a reload and for whoever opens a link.
 *
 * @param {readonly number[]} seeds compared as float32, which is what a link keeps
 * @returns {() => number}
 */
export function seeded(seeds) {
  let state = 0x811c9dc5;
  for (const word of new Uint32Array(Float32Array.from(seeds).buffer)) {
    state = Math.imul(state ^ word ^ (word >>> 16), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
