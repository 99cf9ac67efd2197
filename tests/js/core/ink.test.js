import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addedPoints,
  begin,
  countPoints,
  extend,
  lastTime,
  pointAt,
  simplify,
} from "../../../static/js/core/ink.js";

const BLANK = { strokes: [], width: 0.07 };

test("points are clamped to the canvas and rounded", () => {
  assert.deepEqual(pointAt(-0.2, 1.5, 12.6), [0, 1, 13]);
  assert.deepEqual(pointAt(0.123456, 0.5, -3), [0.1235, 0.5, 0]);
});

test("a stroke begins as a dot and grows without changing what was", () => {
  const dot = begin(BLANK, [0.1, 0.1, 0]);
  const line = extend(dot, [
    [0.2, 0.1, 8],
    [0.3, 0.1, 16],
  ]);
  assert.deepEqual(dot.strokes, [[[0.1, 0.1, 0]]]);
  assert.deepEqual(line.strokes, [
    [
      [0.1, 0.1, 0],
      [0.2, 0.1, 8],
      [0.3, 0.1, 16],
    ],
  ]);
  assert.equal(lastTime(line), 16);
});

test("a pen that rests adds nothing", () => {
  const dot = begin(BLANK, [0.1, 0.1, 0]);
  assert.equal(
    extend(dot, [
      [0.1, 0.1, 50],
      [0.1004, 0.1, 60],
    ]),
    dot,
  );
  assert.equal(extend(BLANK, [[0.5, 0.5, 0]]), BLANK);
});

test("only what continues the last stroke counts as added", () => {
  const one = begin(begin(BLANK, [0.1, 0.1]), [0.5, 0.5]);
  const two = extend(one, [[0.6, 0.5]]);
  assert.deepEqual(addedPoints(one, two), [[0.6, 0.5]]);
  assert.deepEqual(addedPoints(two, two), []);
  assert.equal(addedPoints(two, one), null, "undone");
  assert.equal(addedPoints(BLANK, two), null, "a new stroke");
  assert.equal(addedPoints(one, { ...two, width: 0.1 }), null, "another pen");
  assert.equal(addedPoints(one, extend(begin(one, [0, 0]), [[1, 1]])), null, "one stroke more");
});

test("a drawing too large for a message gets thinner but keeps its ends", () => {
  const stroke = Array.from({ length: 1001 }, (_, i) => [i / 1000, 0.5, i]);
  const thin = simplify({ strokes: [stroke, [[0.2, 0.2, 5]]], width: 0.07 }, 300);
  assert.ok(countPoints(thin.strokes) <= 300);
  assert.deepEqual(thin.strokes[0][0], [0, 0.5]);
  assert.deepEqual(thin.strokes[0].at(-1), [1, 0.5]);
  assert.deepEqual(thin.strokes[1], [[0.2, 0.2]]);
});

test("what cannot get thinner stays", () => {
  const dots = Array.from({ length: 10 }, (_, i) => [[i / 10, 0.5]]);
  assert.equal(countPoints(simplify({ strokes: dots, width: 0.07 }, 3).strokes), 10);
});
