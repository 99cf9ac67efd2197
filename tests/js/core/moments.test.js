import assert from "node:assert/strict";
import { test } from "node:test";
import {
  drawingAt,
  keyMoments,
  marksOf,
  momentAt,
  nearestMoment,
  spotsOf,
  thin,
} from "../../../static/js/core/moments.js";
import { begin, extend } from "../../../static/js/core/ink.js";

const BLANK = { strokes: [], width: 0.07 };
const moment = (time, ink, deed = "draw", label = "1") => ({
  time,
  deed,
  run: 1,
  drawing: { ink, picture: null },
  answer: label && { label, index: 1, probabilities: [0.2, 0.8], notADigit: null },
});

/** A stroke of points 10 ms apart; the ink after each of them. */
function growing(ink, count, start = 0, y = 0.5) {
  const inks = [begin(ink, [0.1, y, start])];
  for (let i = 1; i < count; i++)
    inks.push(extend(inks.at(-1), [[0.1 + i / 100, y, start + 10 * i]]));
  return inks;
}

test("spots are the times without the long pauses", () => {
  const [a, b, c] = growing(BLANK, 3);
  const second = growing(c, 2, 5000, 0.8);
  const moments = [
    moment(1000, a),
    moment(1010, b),
    moment(1020, c),
    moment(6020, second[0]),
    moment(6030, second[1]),
  ];
  assert.deepEqual(spotsOf(moments), [0, 10, 20, 620, 630]);
});

test("what was drawn without an answer is no pause", () => {
  const inks = growing(BLANK, 200);
  const moments = [moment(0, inks[0]), moment(4000, inks.at(-1))];
  assert.deepEqual(spotsOf(moments), [0, 600 + 1980]);
});

test("a spot belongs to the moment before it, or to the nearest", () => {
  const spots = [0, 100, 400];
  assert.deepEqual(
    [-1, 0, 99, 100, 5000].map((spot) => momentAt(spots, spot)),
    [-1, 0, 0, 1, 2],
  );
  assert.deepEqual(
    [-1, 40, 60, 249, 251].map((spot) => nearestMoment(spots, spot)),
    [0, 0, 1, 1, 2],
  );
});

test("between two moments the hand had drawn a part", () => {
  const inks = growing(BLANK, 21);
  const moments = [moment(5, inks[0]), moment(205, inks.at(-1))];
  const spots = spotsOf(moments);
  const points = (spot) => drawingAt(moments, spots, spot).ink.strokes[0].length;
  assert.deepEqual([0, 9, 10, 55, 100, 199, 200].map(points), [1, 1, 2, 6, 11, 20, 21]);
  assert.equal(drawingAt(moments, spots, 0), moments[0].drawing);
  assert.equal(drawingAt(moments, spots, 200), moments[1].drawing);
});

test("an undo does not come by halves", () => {
  const inks = growing(BLANK, 3);
  const moments = [moment(0, inks[2]), moment(300, BLANK, "undo")];
  assert.equal(drawingAt(moments, spotsOf(moments), 299), moments[0].drawing);
});

test("the pen's lifts and whatever is not drawing are marked", () => {
  const [dot] = growing(BLANK, 1);
  const [two] = growing(dot, 1, 50, 0.9);
  const moments = [
    moment(0, dot),
    moment(50, two),
    moment(90, dot, "erase"),
    moment(95, BLANK, "erase"),
    moment(120, two, "undo"),
    moment(150, two, "width"),
  ];
  assert.deepEqual(marksOf(moments), [
    { at: 0, kind: "lift" },
    { at: 2, kind: "erase" },
    { at: 4, kind: "undo" },
  ]);
});

test("too many moments are thinned out evenly, and marks stay", () => {
  const inks = growing(BLANK, 300);
  const moments = inks.map((ink, i) => moment(10 * i, ink));
  moments[100] = { ...moments[100], deed: "undo" };
  const kept = thin(moments, 61);
  assert.equal(kept.length, 61);
  assert.equal(kept[0], moments[0]);
  assert.equal(kept.at(-1), moments.at(-1));
  assert.ok(kept.includes(moments[100]));
  const gaps = kept.slice(1).map(({ time }, i) => time - kept[i].time);
  assert.ok(Math.max(...gaps) <= 100, `an even gap is 50, the largest is ${Math.max(...gaps)}`);
  assert.equal(thin(kept, 61).length, 61);
});

test("the story in few steps: marks, new answers, the end", () => {
  const inks = growing(BLANK, 5);
  const labels = ["1", "1", "7", "7", "7"];
  const moments = inks.map((ink, i) => moment(10 * i, ink, "draw", labels[i]));
  assert.deepEqual(keyMoments(moments), [0, 2, 4]);
  assert.deepEqual(keyMoments([]), []);
});
