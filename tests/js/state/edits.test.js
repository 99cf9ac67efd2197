import assert from "node:assert/strict";
import { test } from "node:test";
import { changed, fits, nested, scaleOf } from "../../../static/js/core/edits.js";
import { editActions, swapEdits } from "../../../static/js/state/edits.js";
import { createState } from "../../../static/js/state/store.js";

function desk() {
  const state = createState();
  const problems = [];
  return { state, problems, actions: editActions(state, (problem) => problems.push(problem)) };
}

test("each channel has one entry, and none when nothing of it is changed", () => {
  const off = changed([], "a", 2, { scale: 0 });
  assert.deepEqual(off, [{ layer: "a", channel: 2, scale: 0 }]);
  const both = changed(off, "a", 2, { bias: 1.5 });
  assert.deepEqual(both, [{ layer: "a", channel: 2, scale: 0, bias: 1.5 }]);
  assert.deepEqual(changed(both, "a", 2, { scale: null, bias: null }), []);
  assert.equal(changed(off, "b", 0, { scale: null }), off);
});

test("solo silences what is not solo in the same layer", () => {
  const edits = [
    { layer: "a", channel: 1, solo: true, scale: 0.5 },
    { layer: "b", channel: 0, scale: 2 },
  ];
  assert.deepEqual(
    [0, 1, 2].map((channel) => scaleOf(edits, "a", channel)),
    [0, 0.5, 0],
  );
  assert.equal(scaleOf(edits, "b", 0), 2);
  assert.equal(scaleOf(edits, "b", 1), 1);
});

test("off and on again leaves nothing behind", () => {
  const { state, actions } = desk();
  actions.toggleOff("a", 3);
  assert.deepEqual(state.edits.value, [{ layer: "a", channel: 3, scale: 0 }]);
  actions.toggleOff("a", 3);
  assert.deepEqual(state.edits.value, []);
});

test("what a solo silenced joins in when it is switched on", () => {
  const { state, actions } = desk();
  actions.toggleSolo("a", 0);
  actions.toggleOff("a", 1);
  assert.deepEqual(
    [0, 1, 2].map((channel) => scaleOf(state.edits.value, "a", channel)),
    [1, 1, 0],
  );
});

test("solo of a muted channel lets it sound", () => {
  const { state, actions } = desk();
  actions.toggleOff("a", 1);
  actions.toggleSolo("a", 1);
  assert.deepEqual(state.edits.value, [{ layer: "a", channel: 1, solo: true }]);
});

test("edits have their own undo and redo; a slider that moves is one step", () => {
  const { state, actions } = desk();
  for (const scale of [0.9, 0.8, 0.7]) actions.editChannel("a", 0, { scale });
  actions.toggleOff("b", 1);
  assert.equal(state.editHistory.value.past.length, 2);
  actions.undoEdit();
  assert.deepEqual(state.edits.value, [{ layer: "a", channel: 0, scale: 0.7 }]);
  actions.undoEdit();
  assert.deepEqual(state.edits.value, []);
  actions.redoEdit();
  assert.equal(state.edits.value[0].scale, 0.7);
  assert.equal(state.canUndo.value, false, "the drawing has no part in it");
});

test("all can be reset, one can be taken back, and that can be undone", () => {
  const { state, actions } = desk();
  actions.toggleOff("a", 0);
  actions.toggleOff("a", 1);
  actions.setDifference(true);
  actions.removeEdit(state.edits.value[0]);
  assert.deepEqual(state.edits.value, [{ layer: "a", channel: 1, scale: 0 }]);
  actions.resetEdits();
  assert.deepEqual(state.edits.value, []);
  assert.equal(state.difference.value, false, "there is nothing to tell apart");
  actions.undoEdit();
  assert.equal(state.edits.value.length, 1);
});

test("more than the server takes is refused, and said", () => {
  const { state, actions, problems } = desk();
  const huge = nested(new Float32Array(9000).fill(1.2345), [9000]);
  actions.editChannel("a", 0, { weights: huge });
  assert.deepEqual(state.edits.value, []);
  assert.equal(problems.length, 1);
  assert.equal(fits(Array.from({ length: 257 }, (_, channel) => ({ layer: "a", channel }))), false);
});

test("each network keeps its own edits", () => {
  const { state, actions } = desk();
  actions.toggleOff("a", 0);
  const first = state.edits.value;
  swapEdits(state, "one", "two");
  assert.deepEqual(state.edits.value, []);
  assert.deepEqual(state.editHistory.value.past, []);
  swapEdits(state, "two", "one");
  assert.equal(state.edits.value, first);
  actions.undoEdit();
  assert.deepEqual(state.edits.value, []);
});

test("what the server refuses goes back to the changes before, unless they are gone already", () => {
  const { state, actions } = desk();
  actions.toggleOff("a", 0);
  const good = state.edits.value;
  actions.editChannel("a", 1, { bias: 7 });
  const refused = state.edits.value;
  actions.dropEdits(refused);
  assert.equal(state.edits.value, good);
  assert.deepEqual(state.editHistory.value.future, [], "it cannot be done again");
  actions.dropEdits(refused);
  assert.equal(state.edits.value, good);
});

test("a link's refused changes leave the network as it was trained", () => {
  const { state, actions } = desk();
  state.edits.value = [{ layer: "zzz", channel: 0, scale: 0 }];
  actions.setDifference(true);
  actions.dropEdits(state.edits.value);
  assert.deepEqual(state.edits.value, []);
  assert.equal(state.difference.value, false);
});

test("a link's changes are a step that can be undone; the same ones are none", () => {
  const { state, actions } = desk();
  actions.toggleOff("a", 0);
  actions.setEdits([{ layer: "a", channel: 0, scale: 0 }]);
  assert.equal(state.editHistory.value.past.length, 1);
  actions.setEdits([]);
  actions.undoEdit();
  assert.deepEqual(state.edits.value, [{ layer: "a", channel: 0, scale: 0 }]);
});

test("a slider that goes on in another network begins a step of its own", () => {
  const { state, actions } = desk();
  actions.editChannel("a", 0, { scale: 0.9 });
  actions.setDifference(true);
  swapEdits(state, "one", "two");
  assert.equal(state.difference.value, false, "there is nothing to tell apart");
  actions.editChannel("a", 0, { scale: 0.8 });
  actions.undoEdit();
  assert.deepEqual(state.edits.value, []);
});

test("painted weights are nested as the server wants them, in four digits", () => {
  assert.deepEqual(nested([1.23456, 2, 3, 4], [1, 2, 2]), [
    [
      [1.235, 2],
      [3, 4],
    ],
  ]);
});
