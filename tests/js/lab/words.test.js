/** A training in words. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  lasting,
  lossShort,
  lossText,
  percent,
  plainNumber,
  pointsText,
  queueText,
  troubleOf,
  whereText,
} from "../../../static/js/lab/words.js";

test("where a training stands", () => {
  const facts = { phase: "running", step: 120, steps: 624, rate: 100, epoch: 312 };
  assert.equal(whereText(facts), "Step 120 of 624 · 0.4 epochs · 100 steps/s · 5 s left");
  assert.equal(whereText({ ...facts, step: 700, rate: null }), "Step 700 of 700 · 2.2 epochs");
});

test("a place in the queue", () => {
  assert.match(queueText({ place: 1, waiting: 1 }), /You are next/);
  assert.equal(queueText({ place: 3, waiting: 4 }), "Place 3 of 4: 2 trainings before yours.");
});

test("numbers say what they are, and what is none", () => {
  assert.deepEqual([0.9, 65, 300].map(lasting), ["a moment", "65 s", "5 min"]);
  assert.deepEqual([percent(0.9725), percent(null)], ["97.3 %", "–"]);
  assert.deepEqual([2.30258, null, 2.5e7].map(lossText), ["2.3026", "no number", "2.50e+7"]);
  assert.deepEqual([0.5, 1e-5, null].map(lossShort), ["0.500", "<.001", "none"]);
  assert.deepEqual([0.02, 1e-5].map(plainNumber), ["0.02", "1e-5"]);
});

test("how a share moved", () => {
  assert.equal(pointsText(0.98, 0.117), "−86.3 points");
  assert.equal(pointsText(0.5, 0.5001), "as before");
  assert.equal(pointsText(0.5, 0.525), "+2.5 points");
});

test("what has gone wrong is told", () => {
  const at = (/** @type {number} */ step, /** @type {number | null} */ loss, accuracy = 0.1) =>
    troubleOf({ step, test: { loss, accuracy } });
  assert.match(at(40, null), /lower learning rate/);
  assert.match(at(40, 2.3), /It guesses/);
  assert.deepEqual([at(0, 2.3), at(40, 0.2, 0.95), troubleOf(undefined)], ["", "", ""]);
});
