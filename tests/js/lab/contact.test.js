/** Where each number of many small pictures lies. */
import assert from "node:assert/strict";
import test from "node:test";
import { contactOf, gridsOf, kernelsOf, mapsOf } from "../../../static/js/lab/contact.js";

test("pictures lie side by side with a gap between them", () => {
  const { width, height, order } = contactOf(3, 2, 1, 2);
  assert.deepEqual([width, height], [5, 3]);
  assert.deepEqual([...order], [0, 1, -1, 2, 3, -1, -1, -1, -1, -1, 4, 5, -1, -1, -1]);
});

test("a filter is a column, with a row for each map that it reads", () => {
  const sheet = kernelsOf([2, 3, 1, 1]); // filter f reads map m with number 3f + m
  assert.deepEqual([sheet.width, sheet.height], [3, 5]);
  const row = (/** @type {number} */ at) => [...sheet.order.slice(6 * at, 6 * at + 3)];
  assert.deepEqual(
    [row(0), row(1), row(2)],
    [
      [0, -1, 3],
      [1, -1, 4],
      [2, -1, 5],
    ],
  );
  assert.equal(sheet.filterAt(2.5, 4), 1);
});

test("filters of a single map lie in rows", () => {
  const sheet = kernelsOf([8, 1, 5, 5]);
  assert.deepEqual([sheet.width, sheet.height], [4 * 6 - 1, 2 * 6 - 1]);
  assert.equal(sheet.filterAt(7, 6), 5);
});

test("a dense layer after maps has kernels as large as the maps", () => {
  const sheet = kernelsOf([10, 2 * 3 * 3], [2, 3, 3]);
  assert.deepEqual([sheet.width, sheet.height], [10 * 4 - 1, 2 * 4 - 1]);
  assert.deepEqual([kernelsOf([4, 6]).width, kernelsOf([4, 6]).height], [6, 7]);
});

test("units lie in a grid, maps side by side", () => {
  assert.deepEqual([mapsOf([10]).width, mapsOf([10]).height], [1, 10]);
  assert.deepEqual([mapsOf([8, 14, 14]).width, mapsOf([8, 14, 14]).height], [59, 29]);
});

test("one filter in numbers", () => {
  const data = Float32Array.from({ length: 16 }, (_, at) => at);
  assert.deepEqual(gridsOf({ shape: [2, 2, 2, 2], data }, 1)[1], [
    [12, 13],
    [14, 15],
  ]);
  assert.deepEqual(gridsOf({ shape: [4, 4], data }, 1), [[[4, 5, 6, 7]]]);
  assert.deepEqual(gridsOf({ shape: [2, 8], data }, 0, [2, 2, 2])[0], [
    [0, 1],
    [2, 3],
  ]);
});
