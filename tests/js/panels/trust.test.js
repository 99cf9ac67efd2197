import assert from "node:assert/strict";
import test from "node:test";
import { histogramOf, outlineOf, rangeText } from "../../../static/js/panels/trust/plots.js";

test("a distribution's quantiles become its histogram", () => {
  const even = histogramOf([0, 1, 2, 3, 4], 0, 4, 2);
  assert.deepEqual(even, [0.5, 0.5]);
  const left = histogramOf([0, 1, 2, 10], 0, 12, 3); // a third in each of 0–1, 1–2, 2–10
  assert.ok(Math.abs(left[0] - (2 / 3 + 1 / 12)) < 1e-9);
  assert.ok(Math.abs(left.reduce((sum, bar) => sum + bar) - 1) < 1e-9);
});

test("equal quantiles are one step", () => {
  assert.deepEqual(histogramOf([2, 2, 2], 0, 4, 4), [0, 0, 1, 0]);
});

test("bars stand on the ground", () => {
  assert.equal(outlineOf([0, 1], 1, 10, 4), "M0 4L0.0 4.0L5.0 4.0L5.0 0.0L10.0 0.0L10 4Z");
});

test("bins are said by their ends", () => {
  const text = (low, high) => rangeText({ low, high });
  assert.equal(text(0, 0.5), "up to 50 %");
  assert.equal(text(0.95, 0.99), "95–99 %");
  assert.equal(text(0.999, 1), "over 99.9 %");
});
