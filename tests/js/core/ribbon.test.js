import assert from "node:assert/strict";
import { test } from "node:test";
import { BANDS, bandOf, bandsOf, ribbon } from "../../../static/js/core/ribbon.js";

/** One moment in which the classes have these probabilities. @param {number[]} probabilities */
const moment = (probabilities) => ({
  drawing: { ink: { strokes: [[[0.5, 0.5]]], width: 0.07 }, picture: null },
  answer: { label: "x", index: 0, probabilities, notADigit: null },
  deed: "draw",
  time: 0,
  run: 1,
});

test("a few classes have a band each", () => {
  const bands = bandsOf([moment([0.1, 0.9])], 2);
  assert.deepEqual(
    [0, 1].map((index) => bandOf(bands, index)),
    [0, 1],
  );
});

test("of many classes the strongest have one, in their order, and the others share the last", () => {
  const probabilities = Array.from({ length: 24 }, (_, at) => (at % 2 ? at / 300 : 0));
  const moments = [moment(probabilities)];
  const bands = bandsOf(moments, 24);
  assert.deepEqual(bands, [7, 9, 11, 13, 15, 17, 19, 21, 23]);
  const [{ shares }] = ribbon(moments, [0], bands, 1);
  assert.equal(shares.length, BANDS);
  assert.equal(shares[bandOf(bands, 23)], probabilities[23], "the legend names the ribbon's band");
  assert.equal(bandOf(bands, 5), BANDS - 1);
  assert.equal(bandOf(bands, 0), BANDS - 1);
});
