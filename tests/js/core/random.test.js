import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../static/js/core/random.js";

const some = (seeds, count = 1000) => Array.from({ length: count }, seeded(seeds));

test("the same numbers give the same chance", () => {
  assert.deepEqual(some([0.25, -1]), some([0.25, -1]));
  assert.deepEqual(some([0.1234]), some([Math.fround(0.1234)]));
});

test("other numbers give another, in whatever order or place they differ", () => {
  const all = [[0.25, -1], [-1, 0.25], [0.25, -1, 0], [0.2500001, -1], [1], [0], []];
  assert.equal(new Set(all.map((seeds) => some(seeds, 3).join())).size, all.length);
});

test("they are spread evenly between 0 and 1", () => {
  const numbers = some([0.5], 4000);
  assert.ok(numbers.every((value) => value >= 0 && value < 1));
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  assert.ok(Math.abs(mean - 0.5) < 0.02, String(mean));
  const tenth = numbers.filter((value) => value < 0.1).length;
  assert.ok(Math.abs(tenth - 400) < 80, String(tenth));
});
