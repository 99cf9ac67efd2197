import assert from "node:assert/strict";
import { test } from "node:test";
import { drawingActions } from "../../../static/js/state/drawing.js";
import { createState } from "../../../static/js/state/store.js";

function desk() {
  const state = createState();
  return { state, actions: drawingActions(state, () => 0) };
}

/** @param {number} y */
function line(actions, y, time = 0) {
  actions.beginStroke(0.1, y, time);
  actions.extendStroke([
    [0.5, y, time + 10],
    [0.9, y, time + 20],
  ]);
  actions.endStroke();
}

const heights = (state) => state.ink.value.strokes.map(([[, y]]) => y);

test("strokes carry the time since the first point", () => {
  const { state, actions } = desk();
  line(actions, 0.2, 5000);
  line(actions, 0.4, 5500);
  assert.deepEqual(state.ink.value.strokes, [
    [
      [0.1, 0.2, 0],
      [0.5, 0.2, 10],
      [0.9, 0.2, 20],
    ],
    [
      [0.1, 0.4, 500],
      [0.5, 0.4, 510],
      [0.9, 0.4, 520],
    ],
  ]);
});

test("a stroke is one step, however many moves it took", () => {
  const { state, actions } = desk();
  line(actions, 0.2);
  line(actions, 0.4);
  assert.equal(state.history.value.past.length, 2);
  actions.undo();
  assert.deepEqual(heights(state), [0.2]);
  actions.undo();
  assert.equal(state.blank.value, true);
  assert.equal(state.canUndo.value, false);
  actions.redo();
  actions.redo();
  assert.deepEqual(heights(state), [0.2, 0.4]);
  assert.equal(state.canRedo.value, false);
});

test("erasing and clearing can be undone", () => {
  const { state, actions } = desk();
  line(actions, 0.5);
  actions.setTool("eraser");
  actions.beginStroke(0.5, 0.2, 0);
  actions.extendStroke([[0.5, 0.8, 10]]);
  actions.endStroke();
  assert.equal(state.ink.value.strokes.length, 2, "split");
  actions.clear();
  assert.equal(state.blank.value, true);
  actions.undo();
  assert.equal(state.ink.value.strokes.length, 2);
  actions.undo();
  assert.equal(state.ink.value.strokes.length, 1);
});

test("an eraser that met nothing leaves no step behind", () => {
  const { state, actions } = desk();
  line(actions, 0.5);
  actions.beginStroke(0.1, 0.1, 0, "eraser");
  actions.extendStroke([[0.2, 0.1, 5]], "eraser");
  actions.endStroke();
  assert.equal(state.history.value.past.length, 1);
});

test("a picture replaces strokes, gives way to the pen, and comes back", () => {
  const { state, actions } = desk();
  line(actions, 0.5);
  const picture = { pixels: [[1]] };
  actions.setPicture(picture);
  assert.equal(state.ink.value.strokes.length, 0);
  assert.equal(state.blank.value, false);
  line(actions, 0.3);
  assert.equal(state.picture.value, null);
  assert.deepEqual(heights(state), [0.3]);
  actions.undo();
  assert.equal(state.picture.value, picture);
  actions.undo();
  assert.deepEqual(heights(state), [0.5]);
});

test("a refused picture is taken back without a trace", () => {
  const { state, actions } = desk();
  line(actions, 0.5);
  const picture = { image: "broken" };
  actions.setPicture(picture);
  actions.dropPicture(picture);
  assert.deepEqual(heights(state), [0.5]);
  assert.equal(state.canRedo.value, false);
  actions.dropPicture(picture);
  assert.deepEqual(heights(state), [0.5]);
});

test("the pen's width belongs to the drawing and outlives undo", () => {
  const { state, actions } = desk();
  line(actions, 0.5);
  actions.setWidth(0.1);
  actions.clear();
  assert.equal(state.ink.value.width, 0.1);
  actions.undo();
  assert.equal(state.ink.value.width, 0.1);
});

test("nothing is undone under a moving pen", () => {
  const { state, actions } = desk();
  line(actions, 0.5);
  actions.beginStroke(0.2, 0.2, 50);
  actions.undo();
  assert.equal(state.ink.value.strokes.length, 2);
});
