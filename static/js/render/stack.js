/** Stacked shares over time, one column for each pixel; numbers in, pixels out. */

/**
 * @typedef {object} Column what a pixel column shows
 * @property {readonly number[] | null} shares bottom first; null: not known
 * @property {boolean} blank nothing was there to be judged
 * @property {boolean} doubtful the shares hardly count
 */

/** @typedef {{colours: readonly string[], unknown: string}} StackColours */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Column[]} columns
 * @param {StackColours} colours one for each share
 */
export function paintStack(context, columns, colours) {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  const wide = width / Math.max(1, columns.length);
  for (let at = 0; at < columns.length;) {
    const end = sameUntil(columns, at);
    const [left, right] = [Math.round(at * wide), Math.round(end * wide)];
    paintColumn(context, columns[at], left, right - left, colours);
    at = end;
  }
  context.globalAlpha = 1;
}

/** @param {readonly Column[]} columns @param {number} at */
function sameUntil(columns, at) {
  let end = at + 1;
  while (end < columns.length && columns[end] === columns[at]) end += 1;
  return end;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Column} column
 * @param {number} left
 * @param {number} wide
 * @param {StackColours} colours
 */
function paintColumn(context, { shares, blank, doubtful }, left, wide, colours) {
  const { height } = context.canvas;
  context.globalAlpha = 1;
  if (blank) return;
  if (!shares) {
    context.fillStyle = colours.unknown;
    context.fillRect(left, height * 0.46, wide, height * 0.08);
    return;
  }
  context.globalAlpha = doubtful ? 0.45 : 1;
  let [below, bottom] = [0, height];
  shares.forEach((share, i) => {
    below += share;
    const top = Math.round(height * (1 - below));
    if (top < bottom) {
      context.fillStyle = colours.colours[i];
      context.fillRect(left, top, wide, bottom - top);
    }
    bottom = Math.min(bottom, top);
  });
}

/**
 * Where a band is thick and wide enough to carry its name: the middle of its longest thick run.
 *
 * @param {readonly Column[]} columns
 * @param {number} share which
 * @param {{thick: number, wide: number}} least a part of the height, and columns
 * @returns {{column: number, level: number, span: number} | null} `level` from the bottom, 0..1
 */
export function roomIn(columns, share, least) {
  let [start, best, length] = [-1, -1, 0];
  for (let i = 0; i <= columns.length; i++) {
    const thick = i < columns.length && (columns[i].shares?.[share] ?? 0) >= least.thick;
    if (thick && start < 0) start = i;
    if (thick || start < 0) continue;
    if (i - start > length) [best, length] = [start, i - start];
    start = -1;
  }
  if (best < 0 || length < least.wide) return null;
  const column = best + Math.floor(length / 2);
  const shares = columns[column].shares ?? [];
  const below = shares.slice(0, share).reduce((sum, value) => sum + value, 0);
  return { column, level: below + (shares[share] ?? 0) / 2, span: length };
}
