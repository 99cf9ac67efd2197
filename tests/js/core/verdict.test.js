import assert from "node:assert/strict";
import { test } from "node:test";
import { honest, percent, spoken, verdict } from "../../../static/js/core/verdict.js";

const DIGITS = [..."0123456789"];

function frame(probabilities, notADigit = 0.01, classes = DIGITS) {
  const index = probabilities.indexOf(Math.max(...probabilities));
  return {
    label: classes[index],
    index,
    probability: probabilities[index],
    probabilities,
    notADigit,
  };
}

test("rounding never claims certainty", () => {
  assert.equal(percent(0.12345), "12.3 %");
  assert.equal(honest(0.9999), "> 99.9 %");
  assert.equal(honest(0.998), "99.8 %");
  assert.equal(honest(0), "< 0.1 %");
});

test("label, probability and the runner-up", () => {
  const words = verdict(frame([0, 0, 0, 0.998, 0, 0, 0, 0, 0, 0.001]), DIGITS, false);
  assert.deepEqual(words, {
    label: "3",
    probability: "99.8 %",
    next: "next: 9 at 0.1 %",
    doubtful: false,
  });
  assert.equal(spoken(words), "The network reads 3, 99.8 %; next: 9 at 0.1 %.");
});

test("what is no digit is doubted, not sold", () => {
  const words = verdict(frame([0.95, 0.05], 0.9), DIGITS, false);
  assert.equal(words.doubtful, true);
  assert.equal(words.probability, "Perhaps not a digit");
  assert.equal(words.next, "if it is one: 0, 95.0 %");
});

test("a network of other things is not asked for digits", () => {
  const classes = ["ankle boot", "bag"];
  assert.equal(verdict(null, classes, true).probability, "Draw a picture");
  assert.equal(
    verdict(frame([0.2, 0.8], 0.99, classes), classes, false).probability,
    "Perhaps none of these",
  );
  assert.equal(verdict(frame([1], null, ["only"]), ["only"], false).next, "");
});

test("a drawing without an answer waits", () => {
  assert.equal(verdict(null, DIGITS, false).probability, "One moment");
});

test("nothing drawn: nothing claimed, nothing spoken", () => {
  assert.equal(verdict(null, DIGITS, true).label, "");
  assert.equal(spoken(verdict(null, DIGITS, true)), "");
});
