/** Curves: joined where they belong, thinned, drawn with gaps. */
import assert from "node:assert/strict";
import test from "node:test";
import { joined, logAxis, pathOf, thinned } from "../../../static/js/lab/series.js";

test("what is heard twice, or again after a rewind, replaces what was there", () => {
  assert.deepEqual(joined([], 1, [3, 2]), [3, 2]);
  assert.deepEqual(joined([3, 2, 1], 3, [5, 4]), [3, 2, 5, 4]);
  assert.deepEqual(joined([3], 4, [1]), [3, null, null, 1]);
});

test("a long series becomes means at the middle of their steps", () => {
  assert.deepEqual(thinned([1, 3, 5, null, null, null, 7], 4), [
    { step: 1.5, value: 2 },
    { step: 3.5, value: 5 },
    { step: 5.5, value: null },
    { step: 7, value: 7 },
  ]);
  assert.deepEqual(thinned([], 4), []);
});

test("a logarithmic axis has whole powers around all numbers that have a logarithm", () => {
  assert.deepEqual(logAxis([2.3, 0.04, null, 0]), { low: -2, high: 1, ticks: [-2, -1, 0, 1] });
  assert.deepEqual(logAxis([null]), { low: -1, high: 1, ticks: [-1, 0, 1] });
  assert.equal(logAxis([1e30]).high, 9);
});

test("a line has a gap where there is no number", () => {
  const points = [1, 2, null, 3].map((value, at) => ({ step: at, value }));
  const same = (/** @type {number} */ number) => number;
  assert.equal(pathOf(points, same, same), "M0.0 1.0L1.0 2.0M3.0 3.0");
});
