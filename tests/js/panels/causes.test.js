import assert from "node:assert/strict";
import test from "node:test";
import { contrastOf, reachOf, rowsOf } from "../../../static/js/panels/causes/rows.js";
import { asAblation } from "../../../static/js/server/causes.js";

const here = {
  margin: 5,
  layers: new Map([["conv", { drop: [0.1, 0.4, -0.2], margin: [4, 1, 6] }]]),
};
const general = {
  digits: 9,
  margin: 8,
  layers: [{ layer: "conv", drop: [0.3, 0.1, 0], fall: [3, 1, 0], flips: [0.6, 0, 0] }],
};

test("channels stand in the order of what they are worth here", () => {
  const rows = rowsOf(3, "conv", here, general, "points");
  assert.deepEqual(
    rows.map(({ channel }) => channel),
    [1, 0, 2],
  );
  assert.deepEqual(rows[0], { channel: 1, here: 40, general: 10 });
  assert.deepEqual(reachOf(rows), { here: 40, general: 30 });
  assert.deepEqual(rowsOf(3, "conv", here, general, "margin")[0], {
    channel: 1,
    here: 4,
    general: 1,
  });
});

test("without a drawing they stand in the order of the averages", () => {
  const rows = rowsOf(3, "conv", null, general, "margin");
  assert.deepEqual(
    rows.map(({ channel, here }) => [channel, here]),
    [
      [0, null],
      [1, null],
      [2, null],
    ],
  );
  assert.equal(contrastOf(rows, "map"), "");
});

test("what stands out is said", () => {
  const rows = rowsOf(3, "conv", here, general, "points");
  assert.equal(
    contrastOf(rows, "map"),
    "Map 2 matters more here than usually, map 1 matters less.",
  );
});

test("what is said does not contradict the numbers", () => {
  const rows = (...both) => both.map(([here, general], channel) => ({ channel, here, general }));
  const higher = rows([4, 10], [3, 20]);
  assert.equal(contrastOf(higher, "map"), "");
  assert.equal(contrastOf(rows([4, 2], [6, 20]), "map"), "Map 1 matters more here than usually.");
  const nothing = rows([0.0004, 0], [0.02, 0.03]);
  assert.deepEqual(reachOf(nothing), { here: 0.05, general: 0.05 });
  assert.doesNotMatch(contrastOf(nothing, "map"), /more/);
});

test("badges read averages as they read an ablation", () => {
  const { margin, layers } = asAblation("net", general);
  assert.equal(margin, 8);
  assert.deepEqual(layers.get("conv").margin, [5, 7, 8]);
  assert.deepEqual(layers.get("conv").label, ["another", "", ""]);
});
