import assert from "node:assert/strict";
import { test } from "node:test";
import { anchorOf, cellAt, layerAt } from "../../../static/js/lessons/anchor.js";
import { say } from "../../../static/js/lessons/sayings.js";

/** @import { Anatomy, Frame } from "../../../static/js/types.js" */

const layers = [
  { name: "a", kind: "conv", shape: [2, 2, 3] },
  { name: "b", kind: "conv", shape: [1, 1, 1] },
  { name: "c", kind: "softmax", shape: [3] },
];
const anatomy = /** @type {Anatomy} */ (/** @type {unknown} */ ({ id: "n", layers }));
const frame = /** @type {Frame} */ (
  /** @type {unknown} */ ({
    network: "n",
    label: "two",
    index: 1,
    probability: 0.987,
    tensors: new Map([
      ["a", { data: [-1, 2, 3, 0, 4, 2, 1, 0, 9, -8, 0, 0] }],
      ["c", { data: [0.01, 0.987, 0.003] }],
    ]),
  })
);

test("a place is taken apart", () => {
  assert.deepEqual(anchorOf("conv:2/5@weakest"), {
    ...{ kind: "conv", nth: 2, channel: 5, cell: "weakest" },
  });
  assert.equal(layerAt(anatomy, "conv:2")?.name, "b");
  assert.throws(() => anchorOf("conv:"), /no place/);
});

test("rules find the same cells as on the server", () => {
  /** @type {[string, number[]][]} */
  const cases = [
    ["conv:1@strongest", [1, 0, 2]],
    ["conv:1/0@strongest", [0, 1, 1]],
    ["conv:1@weakest", [1, 1, 0]],
    ["conv:1/0@weakest", [0, 0, 0]],
    ["conv:1/1@centre", [1, 1, 1]],
    ["softmax:1@answer", [1]],
  ];
  for (const [place, index] of cases) assert.deepEqual(cellAt(anatomy, frame, place)?.index, index);
  assert.equal(cellAt(anatomy, frame, "conv:2"), null, "no frame has it yet");
});

test("sayings are the server's", () => {
  const facts = { anatomy, frame };
  assert.equal(say("value", facts, "conv:1@weakest"), "-8.00");
  assert.equal(say("column", facts, "conv:1"), "3");
  assert.equal(say("zeros", facts, "conv:1"), "33 %");
  assert.equal(say("negative", facts, "conv:1"), "17 %");
  assert.equal(say("label", facts, ""), "two");
  assert.equal(say("probability", facts, ""), "98.7 %");
  assert.equal(say("value", facts, "conv:2"), null);
});
