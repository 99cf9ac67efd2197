import assert from "node:assert/strict";
import { test } from "node:test";
import { back, forth, noHistory, remember } from "../../../static/js/core/history.js";

test("undo gives back what was, redo what was undone", () => {
  const history = remember(remember(noHistory(), "a"), "b");
  const one = back(history, "c");
  assert.equal(one.value, "b");
  const two = back(one.history, one.value);
  assert.equal(two.value, "a");
  assert.equal(back(two.history, two.value), null);
  const again = forth(two.history, two.value);
  assert.equal(again.value, "b");
  assert.equal(forth(again.history, again.value).value, "c");
});

test("something new ends what could be redone", () => {
  const undone = back(remember(noHistory(), "a"), "b");
  const history = remember(undone.history, "a");
  assert.equal(forth(history, "x"), null);
});

test("the past is long but not endless", () => {
  let history = noHistory();
  for (let i = 0; i < 500; i++) history = remember(history, i);
  assert.equal(history.past.length, 200);
  assert.equal(history.past.at(-1), 499);
});
