import assert from "node:assert/strict";
import { test } from "node:test";
import { commandOf } from "../../../static/js/views/keyboard.js";

const key = (name, more = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

test("single letters and the usual chords", () => {
  assert.equal(commandOf(key("z")), "undo");
  assert.equal(commandOf(key("Z", { shiftKey: true })), "redo");
  assert.equal(commandOf(key("z", { ctrlKey: true })), "undo");
  assert.equal(commandOf(key("z", { metaKey: true })), "undo");
  assert.equal(commandOf(key("Z", { ctrlKey: true, shiftKey: true })), "redo");
  assert.equal(commandOf(key("y", { ctrlKey: true })), "redo");
  assert.equal(commandOf(key("e")), "eraser");
  assert.equal(commandOf(key("p")), "pen");
  assert.equal(commandOf(key("c")), "clear");
  assert.equal(commandOf(key("r")), "roll");
});

test("the browser keeps its own", () => {
  assert.equal(commandOf(key("r", { ctrlKey: true })), undefined, "reload");
  assert.equal(commandOf(key("c", { ctrlKey: true })), undefined, "copy");
  assert.equal(commandOf(key("p", { metaKey: true })), undefined, "print");
  assert.equal(commandOf(key("e", { altKey: true })), undefined);
  assert.equal(commandOf(key("Tab")), undefined);
});
