import assert from "node:assert/strict";
import { test } from "node:test";
import { countPoints, lastTime } from "../../../static/js/core/ink.js";
import { createState } from "../../../static/js/state/store.js";
import { playDemo } from "../../../static/js/views/demo.js";
import { DIGITS } from "../../../static/js/views/demo-digits.js";

/** A pad that draws by itself, and whose time the test makes. */
function demonstration({ calm = false } = {}) {
  const state = createState();
  let time = 0;
  let due = [];
  const ticker = { now: () => time, frame: (call) => due.push(call), calm: () => calm };
  const told = [];
  const demo = playDemo(state, ticker, () => told.push("over"));
  const pass = (ms) => {
    time += ms;
    const calls = due;
    due = [];
    for (const call of calls) call();
  };
  const points = () => countPoints(state.past.peek()?.ink.strokes ?? []);
  return { state, demo, pass, points, told };
}

test("a digit grows as it was written", () => {
  const { state, pass, points } = demonstration();
  const counts = [0.25, 0.25, 0.25, 0.25].map((part) => {
    pass(part * lastTime(DIGITS[0]));
    return points();
  });
  assert.equal(state.demo.peek(), "draws");
  assert.ok(counts.every((count, at) => at === 0 || count > counts[at - 1]));
  assert.equal(counts[3], countPoints(DIGITS[0].strokes));
});

test("one digit follows the other; the last one stays", () => {
  const { state, pass } = demonstration();
  const seen = new Set();
  for (let step = 0; step < 400; step++) {
    pass(100);
    for (const digit of DIGITS) if (state.past.peek()?.ink === digit) seen.add(digit);
  }
  assert.equal(seen.size, DIGITS.length);
  assert.equal(state.past.peek()?.ink, DIGITS.at(-1));
  assert.equal(state.demo.peek(), "rests");
});

test("whoever touches it ends it, at any time, and nothing is drawn any more", async () => {
  for (const moment of [0, 500, lastTime(DIGITS[0]) + 100, 60_000]) {
    const { state, demo, pass, told } = demonstration();
    pass(moment);
    demo.end();
    assert.equal(state.past.peek(), null);
    await Promise.resolve();
    assert.deepEqual(told, ["over"]);
    for (let step = 0; step < 200; step++) {
      pass(50);
      assert.equal(state.past.peek(), null);
    }
    assert.equal(state.demo.peek(), "");
  }
});

test("where nothing may move, the last digit is there at once", () => {
  const { state } = demonstration({ calm: true });
  assert.equal(state.past.peek()?.ink, DIGITS.at(-1));
  assert.equal(state.demo.peek(), "rests");
});
