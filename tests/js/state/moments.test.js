import assert from "node:assert/strict";
import { test } from "node:test";
import { drawingActions } from "../../../static/js/state/drawing.js";
import { momentActions } from "../../../static/js/state/moments.js";
import { replayActions } from "../../../static/js/state/replay.js";
import { createState } from "../../../static/js/state/store.js";

const ANSWER = { label: "1", index: 1, probabilities: [0, 1], notADigit: null };

/** A page whose every change is answered at once, and whose time the test makes. */
function desk({ calm = false } = {}) {
  const state = createState();
  let time = 0;
  let frames = [];
  const now = () => time;
  const drawing = drawingActions(state, now);
  const moments = momentActions(state, now);
  const ticker = { now, frame: (call) => frames.push(call), calm: () => calm };
  const replay = replayActions(state, moments, ticker);
  const facts = (stamp) => ({ network: "", edits: state.edits.peek(), fit: null, stamp });
  const answer = () => moments.record(facts(moments.stamp()), ANSWER);
  const pass = (ms) => {
    time += ms;
    const due = frames;
    frames = [];
    for (const call of due) call();
  };
  const line = (y, count = 3) => {
    drawing.beginStroke(0.1, y, time);
    answer();
    for (let i = 1; i < count; i++) {
      time += 20;
      drawing.extendStroke([[0.1 + i / 10, y, time]]);
      answer();
    }
    drawing.endStroke();
  };
  return { state, drawing, moments, replay, answer, pass, line };
}

const deeds = (state) => state.moments.value.map(({ deed }) => deed);
const count = (state) => state.seen.value.ink.strokes.length;

test("each answer about a new drawing is one moment; other answers are none", () => {
  const { state, answer, line } = desk();
  answer();
  assert.deepEqual(deeds(state), [], "nothing was drawn yet");
  line(0.5);
  answer();
  assert.deepEqual(
    state.moments.value.map(({ time, drawing }) => [time, drawing.ink.strokes[0].length]),
    [
      [0, 1],
      [20, 2],
      [40, 3],
    ],
  );
});

test("undo, redo and the eraser are moments, and so is a clear; then a new timeline begins", () => {
  const { state, drawing, answer, line, pass } = desk();
  line(0.2, 1);
  line(0.8, 1);
  for (const deed of ["undo", "redo", "clear", "undo", "clear"]) {
    pass(100);
    drawing[deed]();
    answer();
  }
  assert.deepEqual(deeds(state), ["draw", "draw", "undo", "redo", "clear", "undo", "clear"]);
  line(0.5, 2);
  assert.deepEqual(deeds(state), ["draw", "draw"]);
  drawing.setTool("eraser");
  line(0.5, 2);
  assert.equal(deeds(state).at(-1), "erase");
});

test("an answer about another network is not kept", () => {
  const { state, drawing, moments } = desk();
  drawing.beginStroke(0.1, 0.1, 0);
  moments.record(
    { network: "other", edits: state.edits.peek(), fit: null, stamp: moments.stamp() },
    ANSWER,
  );
  assert.deepEqual(deeds(state), []);
});

test("a visit shows a moment, and asks nothing of the timeline", () => {
  const { state, moments, line } = desk();
  line(0.5);
  moments.visit(22);
  assert.equal(state.seen.value.ink.strokes[0].length, 2);
  assert.equal(state.instant.value, 20);
  assert.equal(moments.stamp(), null);
  moments.returnToNow();
  assert.equal(state.seen.value.ink, state.ink.value);
});

test("who draws in the past is back at once; going on from there can be undone", () => {
  const { state, drawing, moments, answer, line } = desk();
  line(0.2);
  line(0.8);
  moments.visit(0);
  drawing.beginStroke(0.5, 0.5, 500);
  assert.equal(state.past.value, null);
  assert.equal(count(state), 3);
  drawing.endStroke();
  answer();
  moments.visit(0);
  drawing.continueHere();
  answer();
  assert.equal(count(state), 1);
  assert.equal(deeds(state).at(-1), "back");
  drawing.undo();
  assert.equal(count(state), 3);
});

test("moments without an answer wait for it", () => {
  const { state, drawing, moments, pass } = desk();
  drawing.beginStroke(0.1, 0.1, 0);
  moments.recordUnanswered(moments.stamp());
  for (let i = 0; i < 10; i++) {
    pass(20);
    drawing.extendStroke([[0.2 + i / 20, 0.1, 20 * i]]);
    moments.recordUnanswered(moments.stamp());
  }
  const waiting = state.moments.value;
  assert.ok(waiting.length >= 3 && waiting.length <= 5, `${waiting.length}`);
  moments.fillAnswers(new Map([[waiting[1].drawing, ANSWER]]));
  assert.deepEqual(
    state.moments.value.slice(0, 3).map(({ answer }) => answer),
    [null, ANSWER, null],
  );
  moments.forgetAnswers();
  assert.ok(state.moments.value.every(({ answer }) => answer === null));
});

test("a replay goes at the hand's speed, and ends at now", () => {
  const { state, replay, line, pass } = desk();
  line(0.5, 6);
  replay.replay();
  const points = () => state.seen.value.ink.strokes[0].length;
  const seen = [points()];
  for (let i = 0; i < 4; i++) {
    pass(20);
    seen.push(points());
  }
  assert.deepEqual(seen, [1, 2, 3, 4, 5]);
  assert.equal(state.replaying.value, true);
  pass(20);
  assert.equal(state.replaying.value, false);
  assert.equal(state.past.value, null);
});

test("twice as fast; a pause stays; going on goes on from there", () => {
  const { state, replay, line, pass } = desk();
  line(0.5, 6);
  replay.nextSpeed();
  replay.replay();
  pass(20);
  assert.equal(state.seen.value.ink.strokes[0].length, 3);
  replay.pauseReplay();
  pass(500);
  assert.equal(state.seen.value.ink.strokes[0].length, 3);
  replay.replay();
  pass(20);
  assert.equal(state.seen.value.ink.strokes[0].length, 5);
});

test("who takes over stops the replay", () => {
  const { state, drawing, replay, line, pass } = desk();
  line(0.5, 6);
  replay.replay();
  pass(20);
  drawing.undo();
  pass(20);
  assert.equal(state.replaying.value, false);
  assert.equal(state.past.value, null);
});

test("where nothing may move, the replay steps through the marks", () => {
  const { state, replay, line, pass } = desk({ calm: true });
  line(0.2, 4);
  line(0.8, 4);
  replay.replay();
  const seen = [count(state)];
  for (let i = 0; i < 40 && state.replaying.value; i++) {
    pass(100);
    if (count(state) !== seen.at(-1)) seen.push(count(state));
  }
  assert.deepEqual(seen, [1, 2]);
  assert.equal(state.past.value, null);
});
