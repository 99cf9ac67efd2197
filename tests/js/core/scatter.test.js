import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CLASS_COLOURS,
  between,
  middles,
  pointAt,
  toPixels,
  votes,
} from "../../../static/js/core/scatter.js";

test("places keep a margin on every side", () => {
  assert.deepEqual(toPixels([0, 0], 100), [50, 50]);
  assert.deepEqual(toPixels([-1, 1], 100), [5, 95]);
});

test("points travel from one map to the next, and arrive", () => {
  const [from, to] = [[[0, 0]], [[1, -1]]];
  assert.deepEqual(between(from, to, 0), [[0, 0]]);
  assert.deepEqual(between(from, to, 0.5), [[0.5, -0.5]]);
  assert.equal(between(from, to, 1), to);
  assert.equal(between([], to, 0.5), to);
});

test("the nearest point within reach is found", () => {
  const places = [[-1, -1], [1, 1], [1, 0.98]]; // prettier-ignore
  assert.equal(pointAt(places, 100, [6, 6]), 0);
  assert.equal(pointAt(places, 100, [95, 94]), 2);
  assert.equal(pointAt(places, 100, [50, 50]), -1);
});

test("a class stands at the median of its points", () => {
  const places = [[0, 0], [0.1, 0.2], [0.9, -1], [-1, -1]]; // prettier-ignore
  assert.deepEqual(middles(places, [0, 0, 0, 2], 3), [[0.1, 0], null, [-1, -1]]);
});

test("neighbours vote, the most first", () => {
  const nearest = ["7", "1", "7"].map((label) => ({ label }));
  assert.deepEqual(votes(nearest), [["7", 2], ["1", 1]]); // prettier-ignore
});

test("ten different colours in either theme", () => {
  for (const colours of Object.values(CLASS_COLOURS)) assert.equal(new Set(colours).size, 10);
});
