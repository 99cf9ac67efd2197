import assert from "node:assert/strict";
import { test } from "node:test";
import { askWhatIsPainted } from "../../../static/js/server/rest.js";
import { createClock } from "./clock.js";

test("while facts change only painted layers are asked for, at rest all of them, once", () => {
  const clock = createClock();
  const asked = [];
  const ask = askWhatIsPainted(({ ink, layers }) => asked.push([ink, ...layers]), clock);
  ask({ ink: 1 }, ["relu"]);
  clock.pass(100);
  ask({ ink: 2 }, ["relu"]);
  clock.pass(100);
  assert.deepEqual(asked, [
    [1, "relu"],
    [2, "relu"],
  ]);
  clock.pass(1000);
  assert.deepEqual(asked.slice(2), [[2]]);
});

test("before it is known what is painted, all layers are asked for", () => {
  const clock = createClock();
  const asked = [];
  askWhatIsPainted(({ layers }) => asked.push(layers), clock)({ ink: 1 }, []);
  clock.pass(1000);
  assert.deepEqual(asked, [[]]);
});
