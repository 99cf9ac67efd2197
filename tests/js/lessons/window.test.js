import assert from "node:assert/strict";
import { test } from "node:test";
import { numberIn } from "../../../static/js/lessons/asks.js";
import { planOf, wordsOf } from "../../../static/js/lessons/figures/window-plan.js";

const plain = { size: 32, field: 5, stride: 1, padding: 0, dilation: 1 };

test("places of a window are counted as the networks' layers do", () => {
  assert.equal(planOf(plain).count, 28);
  assert.equal(planOf({ ...plain, padding: 2 }).count, 32);
  assert.equal(planOf({ ...plain, field: 2, stride: 2 }).count, 16);
  assert.deepEqual(planOf({ ...plain, dilation: 3 }), {
    reach: 13,
    count: 20,
    unread: 0,
    whole: 32,
  });
});

test("what is never read is counted, and a window that does not fit says so", () => {
  assert.equal(planOf({ ...plain, stride: 2 }).unread, 1);
  assert.match(
    wordsOf({ ...plain, stride: 2 }),
    /= 14\. The division leaves 1: the last column is/,
  );
  assert.equal(planOf({ ...plain, size: 8, field: 11 }).count, 0);
  assert.match(wordsOf({ ...plain, size: 8, field: 11 }), /does not fit on 8/);
});

test("steps wider than the window leave gaps", () => {
  assert.match(
    wordsOf({ ...plain, field: 2, stride: 5 }),
    /Between two places 3 columns are skipped/,
  );
  assert.doesNotMatch(wordsOf({ ...plain, field: 2, stride: 2 }), /skipped/);
});

test("the words are the arithmetic", () => {
  assert.equal(wordsOf(plain), "(32 − 5) / 1 + 1 = 28.");
  assert.equal(
    wordsOf({ ...plain, padding: 2, stride: 3 }),
    "(32 + 2 · 2 − 5) / 3 + 1 = 11. The division leaves 1: the last column is never read.",
  );
});

test("a number may be typed with separators", () => {
  for (const text of ["7,840", "7 840", "7'840", " 7840 "]) assert.equal(numberIn(text), 7840);
  for (const text of ["", "many", "3.5", "1e3"]) assert.equal(numberIn(text), null);
});
