import assert from "node:assert/strict";
import { test } from "node:test";
import { change, movedRows, strongestOf } from "../../../static/js/lessons/figures/pooled-sums.js";
import { sigmoids, softmax } from "../../../static/js/lessons/figures/temperature-sums.js";

test("a softmax adds up to one, and forgets what is added to all", () => {
  const shares = softmax([0, Math.log(3)], 1);
  assert.ok(Math.abs(shares[1] - 0.75) < 1e-12);
  const far = softmax([1000, 1000 + Math.log(3)], 1);
  assert.ok(Math.abs(far[1] - 0.75) < 1e-9);
});

test("heat makes careful, cold makes bold", () => {
  assert.ok(softmax([0, 1], 100)[1] < 0.51);
  assert.ok(softmax([0, 1], 0.05)[1] > 0.999);
  assert.deepEqual(sigmoids([0, 0], 3), [0.5, 0.5]);
});

test("a change is a share of what the ink makes", () => {
  assert.equal(change([4, 1], [1, 1], [1, 1]), 1);
  assert.equal(change([4, 1], [4, 1], [1, 1]), 0);
});

test("the strongest map is that which the ink changes most", () => {
  assert.equal(strongestOf([9, 9, 1, 4], [9, 9, 1, 1], 2), 1);
});

test("paper comes in where pixels move away", () => {
  assert.deepEqual(movedRows([1, 2, 3, 4], 2, 1), [
    [0, 1],
    [0, 3],
  ]);
});
