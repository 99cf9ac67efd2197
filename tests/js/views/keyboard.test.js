import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS, PLACES, capsOf, commandOf as commandAt } from "../../../static/js/views/keys.js";

const commandOf = (event) => commandAt(event, "page");

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

test("signs do not care how a keyboard types them", () => {
  assert.equal(commandOf(key("?", { shiftKey: true })), "help");
  assert.equal(commandOf(key("?")), "help");
});

test("at each place a combination means one thing, and every key has words", () => {
  for (const { place } of PLACES) {
    const combos = KEYS.filter((each) => each.place === place).flatMap((each) => each.combos);
    assert.equal(new Set(combos).size, combos.length, place);
  }
  assert.ok(KEYS.every(({ words, place }) => words && PLACES.some((each) => each.place === place)));
});

test("arrows mean something else with Shift", () => {
  assert.equal(commandAt(key("ArrowLeft"), "flow"), "walk");
  assert.equal(commandAt(key("ArrowLeft", { shiftKey: true }), "flow"), "walkMaps");
  assert.equal(commandAt(key("ArrowLeft", { shiftKey: true }), "timeline"), "markBefore");
});

test("caps are what stands on the keyboard", () => {
  assert.deepEqual(capsOf("Mod+Shift+z", false), ["Ctrl", "Shift", "Z"]);
  assert.deepEqual(capsOf("Mod+y", true), ["⌘", "Y"]);
  assert.deepEqual(capsOf("ArrowLeft", false), ["←"]);
  assert.deepEqual(capsOf(" ", false), ["Space"]);
});
