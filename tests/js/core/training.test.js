import assert from "node:assert/strict";
import { test } from "node:test";
import { atCheckpoint } from "../../../static/js/server/api.js";
import {
  bandNames,
  bandPaths,
  linePath,
  nearestOf,
  placesOf,
  seriesOf,
  spent,
} from "../../../static/js/core/training.js";

test("bands lie on one another and fill the height", () => {
  const [low, high] = bandPaths(
    [
      [0.25, 0.75],
      [1, 0],
    ],
    100,
    40,
  );
  assert.equal(low, "M0.0 30.0L100.0 0.0L100.0 40.0L0.0 40.0Z");
  assert.equal(high, "M0.0 0.0L100.0 0.0L100.0 0.0L0.0 30.0Z");
});

test("a name stands in the middle of its band where that is widest, or nowhere", () => {
  const names = bandNames(
    [
      [0.9, 0.1, 0],
      [0.2, 0.1, 0.7],
    ],
    100,
    40,
  );
  assert.deepEqual(
    names.map(({ index, x }) => [index, x]),
    [
      [0, 8],
      [2, 92],
    ],
  );
  assert.ok(Math.abs(names[0].y - 22) < 1e-9);
  assert.ok(Math.abs(names[1].y - 14) < 1e-9);
});

test("a line goes from the least at the bottom to the largest at the top, with gaps", () => {
  assert.equal(linePath([0, 5, 10], [0, 10], 100, 20), "M0.0 20.0L50.0 10.0L100.0 0.0");
  assert.equal(linePath([0, null, 10], [0, 10], 100, 20), "M0.0 20.0M100.0 0.0");
  assert.equal(linePath([3, 3], [3, 3], 10, 20), "M0.0 20.0L10.0 20.0");
});

test("checkpoints stand side by side, and the nearest one is found", () => {
  assert.deepEqual(placesOf(3, 100), [0, 50, 100]);
  assert.deepEqual(placesOf(1, 100), [50]);
  assert.deepEqual(
    [-1, 0.2, 0.3, 0.74, 2].map((share) => nearestOf(share, 3)),
    [0, 0, 1, 1, 2],
  );
});

test("what was not measured is not known", () => {
  const known = { step: 1, epoch: 0, images: 256, train: null, test: { loss: 2, accuracy: 0.5 } };
  assert.deepEqual(seriesOf([known], "test", "loss"), [2]);
  assert.deepEqual(seriesOf([known], "train", "loss"), [null]);
  assert.equal(spent(known), "256 images");
  assert.equal(spent({ ...known, images: 0 }), "nothing learned yet");
  assert.equal(spent({ ...known, images: 1e6, epoch: 5 }), "1,000,000 images, 5 epochs");
  assert.equal(spent({ ...known, images: null }), "");
});

test("a call names its moment in its address", () => {
  assert.equal(atCheckpoint("/a", null), "/a");
  assert.equal(atCheckpoint("/a", 0), "/a?checkpoint=0");
  assert.equal(atCheckpoint("/a?b=c", 15), "/a?b=c&checkpoint=15");
});
