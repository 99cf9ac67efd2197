import assert from "node:assert/strict";
import { test } from "node:test";
import { target } from "../../../static/js/core/grid.js";

test("arrow keys walk the grid and stop at its borders", () => {
  const walk = (/** @type {string} */ key, /** @type {number} */ at) => target(key, at, 5, 12);
  assert.equal(walk("ArrowRight", 3), 4);
  assert.equal(walk("ArrowLeft", 0), 0);
  assert.equal(walk("ArrowDown", 3), 8);
  assert.equal(walk("ArrowDown", 8), 8);
  assert.equal(walk("ArrowUp", 8), 3);
  assert.equal(walk("Home", 8), 0);
  assert.equal(walk("End", 0), 11);
  assert.equal(walk("z", 4), undefined);
});
