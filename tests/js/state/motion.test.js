import assert from "node:assert/strict";
import { test } from "node:test";
import { begun, cellsOf, isAbout, isWhole } from "../../../static/js/core/motion.js";
import { moved, orderOf, placeAt, rateOf } from "../../../static/js/core/motion.js";
import { motionActions } from "../../../static/js/state/motion.js";
import { selectionActions } from "../../../static/js/state/selection.js";
import { createState } from "../../../static/js/state/store.js";
import { createClock } from "../server/clock.js";

const MAPS = { name: "maps", shape: [3, 2, 4], outputs: 24 };
const FLAT = { name: "flat", shape: [5], outputs: 5 };
const DEEP = { name: "deep", shape: [2, 2, 2, 3], outputs: 24 };

/** A page whose clock and answers are the test's. */
function desk() {
  const state = createState();
  state.anatomy.value = { id: "net", layers: [MAPS, FLAT, DEEP] };
  const clock = createClock();
  const frames = { now: clock.now, next: (call) => clock.after(call, 16), cancel: clock.cancel };
  const actions = { ...selectionActions(state), ...motionActions(state, frames) };
  const answer = (layer = MAPS) => {
    const pick = state.played.value;
    const index = [pick.channel, pick.depth, pick.row, pick.column].filter(
      (at) => at !== undefined,
    );
    state.frame.value = { cell: { layer: layer.name, index }, tensors: new Map() };
  };
  return { state, clock, actions, answer, motion: () => state.motion.value };
}

const AT = { layer: "maps", channel: 2, row: 1, column: 1 };

test("cells go in reading order, units one by one", () => {
  assert.deepEqual([MAPS, FLAT, DEEP].map(cellsOf), [8, 5, 12]);
  assert.deepEqual(placeAt(MAPS, { channel: 2, at: 5 }), AT);
  assert.equal(orderOf(MAPS, AT), 5);
  assert.deepEqual(placeAt(FLAT, { channel: 0, at: 3 }), { layer: "flat", channel: 3 });
  const deep = { layer: "deep", channel: 1, depth: 1, row: 0, column: 2 };
  assert.deepEqual(placeAt(DEEP, { channel: 1, at: 8 }), deep);
  assert.equal(orderOf(DEEP, deep), 8);
});

test("an answer is about one cell only", () => {
  assert.ok(isAbout({ layer: "maps", index: [2, 1, 1] }, MAPS, AT));
  assert.ok(!isAbout({ layer: "maps", index: [2, 1, 2] }, MAPS, AT));
  assert.ok(!isAbout({ layer: "other", index: [2, 1, 1] }, MAPS, AT));
  assert.ok(!isAbout(null, MAPS, AT));
});

test("by cells, a step is a cell, and the ends hold", () => {
  const first = begun({ layer: "maps", channel: 0, at: 0, grain: "cell" });
  const second = moved(first, 1, 8);
  assert.deepEqual([second.at, second.beat], [1, null]);
  assert.equal(moved(second, -1, 8).at, 0);
  assert.equal(moved(first, -1, 8), first);
  const last = { ...first, at: 7 };
  assert.equal(moved(last, 1, 8), last);
  assert.ok(isWhole(last, 8) && !isWhole(second, 8));
});

test("inside a cell the steps come first, then the next cell; it waits for their number", () => {
  const waiting = begun({ layer: "maps", channel: 0, at: 0, grain: "part" });
  assert.equal(moved(waiting, 1, 8), waiting);
  let now = { ...waiting, steps: 3 };
  const seen = [];
  for (let step = 0; step < 4; step++) {
    seen.push([now.at, now.beat]);
    now = moved(now, 1, 8);
    if (now.steps === null) now = { ...now, steps: 3 };
  }
  assert.deepEqual(seen, [
    [0, 0],
    [0, 1],
    [0, null],
    [1, 0],
  ]);
  const back = moved({ ...waiting, at: 1, beat: 0, steps: 3 }, -1, 8);
  assert.deepEqual([back.at, back.beat, back.steps], [0, null, null]);
  assert.equal(moved({ ...back, steps: 3 }, -1, 8).beat, 1);
});

test("slow, then fast: slow at the beginning and where most is said", () => {
  const motion = { tempo: "auto", grain: "cell", at: 0 };
  const rate = (at, taken) => rateOf({ ...motion, at }, 784, { taken, loudest: 400 });
  assert.deepEqual([rate(0, 0), rate(30, 30), rate(250, 250)], [2, 30, 150]);
  assert.deepEqual([rate(390, 390), rate(400, 400), rate(700, 700)], [10, 2, 196]);
  assert.equal(rateOf({ tempo: 16 }, 784, { taken: 0, loudest: 0 }), 16);
  assert.equal(rateOf({ tempo: "whole" }, 784, { taken: 0, loudest: 0 }), 196);
});

test("it plays to the end and stops with the map whole", () => {
  const { state, clock, actions, motion } = desk();
  actions.openMotion(AT, { at: 0, tempo: 16, playing: true });
  assert.deepEqual(state.played.value, { layer: "maps", channel: 2, row: 0, column: 0 });
  clock.pass(200);
  assert.ok(motion().at >= 2 && motion().at <= 3, String(motion().at));
  assert.ok(motion().fast);
  clock.pass(1000);
  assert.deepEqual([motion().at, motion().playing, motion().fast], [7, false, false]);
  assert.deepEqual(state.played.value, { layer: "maps", channel: 2, row: 1, column: 3 });
  actions.playMotion();
  assert.equal(motion().at, 0);
});

test("slowly, it goes on only when the cell's own answer is here", () => {
  const { clock, actions, answer, motion } = desk();
  actions.openMotion(AT, { at: 0, tempo: 4, playing: true });
  clock.pass(3000);
  assert.equal(motion().at, 0);
  answer();
  clock.pass(50);
  assert.equal(motion().at, 1);
  clock.pass(3000);
  assert.equal(motion().at, 1, "the answer is about the cell before");
  answer();
  clock.pass(300);
  assert.equal(motion().at, 2);
});

test("inside a cell it waits however fast it is", () => {
  const { clock, actions, answer, motion } = desk();
  actions.openMotion(AT, { at: 0, tempo: 60, grain: "term", playing: true });
  clock.pass(500);
  assert.deepEqual([motion().at, motion().beat], [0, 0]);
  answer();
  actions.knowSteps(3);
  clock.pass(60);
  assert.ok(motion().at === 1 || motion().beat !== 0);
  clock.pass(500);
  assert.deepEqual([motion().at, motion().beat, motion().steps], [1, 0, null]);
});

test("a step stands still; a scrub plays on from there", () => {
  const { clock, actions, motion } = desk();
  actions.openMotion(AT, { at: 0, tempo: 60, playing: true });
  actions.stepMotion(1);
  clock.pass(500);
  assert.deepEqual([motion().at, motion().playing], [1, false]);
  actions.scrubMotion(99);
  assert.equal(motion().at, 7);
  actions.scrubMotion(4);
  actions.toggleMotion();
  clock.pass(40);
  assert.ok(motion().at >= 4 && motion().playing);
  actions.toggleMotion();
  assert.ok(!motion().playing);
});

test("another pin in the layer moves it, any other ends it, and leaving holds the place", () => {
  const { state, actions, motion } = desk();
  actions.openMotion(AT, { at: 0 });
  assert.deepEqual(state.pin.value, AT);
  actions.pinCell({ layer: "maps", channel: 1, row: 0, column: 2 });
  assert.deepEqual([motion().channel, motion().at], [1, 2]);
  actions.stepMotion(1);
  actions.closeMotion();
  assert.equal(motion(), null);
  assert.deepEqual(state.pin.value, { layer: "maps", channel: 1, row: 0, column: 3 });
  actions.openMotion(AT);
  actions.pinCell({ layer: "flat", channel: 2 });
  assert.deepEqual([motion(), state.played.value], [null, null]);
  assert.deepEqual(state.picked.value, { layer: "flat", channel: 2 });
  actions.openMotion({ layer: "flat", channel: 2 });
  actions.unpin();
  assert.deepEqual([motion(), state.picked.value], [null, null]);
});

test("a new frame leaves its place", () => {
  const { state, actions, answer, motion } = desk();
  actions.openMotion(AT, { at: 3 });
  answer();
  state.frame.value = { cell: null, tensors: new Map() };
  assert.equal(motion().at, 3);
  assert.deepEqual(state.played.value, { layer: "maps", channel: 2, row: 0, column: 3 });
});
