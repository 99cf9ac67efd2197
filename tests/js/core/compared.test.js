import assert from "node:assert/strict";
import { test } from "node:test";
import { counterpart, turned } from "../../../static/js/core/counterpart.js";
import { decodeOther, encodeOther, hasDrawing } from "../../../static/js/core/other-code.js";
import { usualOther } from "../../../static/js/core/other.js";
import {
  asked,
  decodePatches,
  encodePatches,
  fits,
  withPatch,
} from "../../../static/js/core/patches.js";

const ours = [
  { name: "conv", shape: [4, 8, 8] },
  { name: "pool", shape: [4, 4, 4] },
  { name: "dense", shape: [6] },
  { name: "softmax", shape: [3] },
];
const theirs = [
  { name: "c1", shape: [2, 8, 8] },
  { name: "s2", shape: [2, 2, 2] },
  { name: "f6", shape: [9] },
  { name: "softmax", shape: [3] },
];
const pairs = new Map([
  ["conv", "c1"],
  ["pool", "s2"],
  ["dense", "f6"],
  ["softmax", "softmax"],
]);

test("the same cell has the same place; where sizes differ, as far along", () => {
  const at = (layer, channel, row, column) => ({ layer, channel, row, column });
  assert.deepEqual(counterpart(at("conv", 1, 7, 3), ours, theirs, pairs), at("c1", 1, 7, 3));
  assert.deepEqual(counterpart(at("pool", 0, 3, 1), ours, theirs, pairs), at("s2", 0, 1, 0));
  assert.deepEqual(
    counterpart(at("s2", 1, 1, 0), theirs, ours, turned(pairs)),
    at("pool", 1, 3, 1),
  );
  assert.deepEqual(counterpart({ layer: "dense", channel: 5 }, ours, theirs, pairs), {
    layer: "f6",
    channel: 5,
  });
});

test("what has no counterpart has none", () => {
  const cell = { layer: "conv", channel: 3, row: 0, column: 0 };
  assert.equal(counterpart(cell, ours, theirs, pairs), null, "there are two maps");
  assert.equal(counterpart({ ...cell, channel: 0 }, ours, theirs, new Map()), null);
  assert.equal(counterpart(null, ours, theirs, pairs), null);
  const flat = new Map([["conv", "f6"]]);
  assert.equal(counterpart({ ...cell, channel: 0 }, ours, theirs, flat), null);
});

const patch = (layer, channel, from = layer, other = channel) => ({
  layer,
  channel,
  donor_layer: from,
  donor_channel: other,
});

test("a map fits maps of its size, a unit any unit, a layer its shape", () => {
  assert.ok(fits(patch("c1", 1, "conv", 3), ours, theirs));
  assert.ok(!fits(patch("s2", 1, "pool", 1), ours, theirs));
  assert.ok(!fits(patch("c1", 2, "conv", 3), ours, theirs), "there is no third map");
  assert.ok(fits(patch("f6", 8, "dense", 0), ours, theirs));
  assert.ok(!fits(patch("f6", null, "dense", null), ours, theirs));
  assert.ok(fits(patch("dense", null), ours, ours));
  assert.ok(!fits(patch("softmax", 0), ours, theirs), "probabilities are not patched");
  assert.ok(!fits(patch("gone", 0, "conv", 0), ours, theirs));
});

test("a new patch takes the place of one with its target", () => {
  const [one, two, again] = [patch("c1", 0, "conv", 1), patch("c1", 1), patch("c1", 0, "conv", 2)];
  assert.deepEqual(withPatch([one, two], again), [two, again]);
});

test("patches survive a link, and what is damaged says so", () => {
  const all = [patch("conv2_1", 12), patch("c1", 0, "conv", 3), patch("pool", null)];
  assert.equal(encodePatches(all), "conv2_1.12,c1.0~conv.3,pool");
  assert.deepEqual(decodePatches(encodePatches(all)), all);
  assert.deepEqual(decodePatches(""), []);
  for (const text of ["c1.x", "C1.0", "c1.0~conv", "c1.", "a~b~"])
    assert.throws(() => decodePatches(text), RangeError, text);
  assert.deepEqual(asked(all[2]), { layer: "pool", donor_layer: "pool" });
  assert.deepEqual(asked(all[1]), {
    layer: "c1",
    donor_layer: "conv",
    channel: 0,
    donor_channel: 3,
  });
});

const OTHER = {
  network: "lenet-5",
  checkpoint: 466,
  edits: [{ layer: "c1", channel: 2, scale: 0 }],
  drawing: {
    ink: {
      strokes: [
        [
          [0.25, 0.5, 0],
          [0.75, 0.5, 120],
        ],
      ],
      width: 0.07,
    },
    picture: null,
  },
  patches: [patch("c1", 0, "conv", 3)],
  difference: true,
};

test("what stands beside survives a link", () => {
  const text = encodeOther(OTHER);
  const { found, other } = decodeOther(text);
  assert.deepEqual(found.trouble, []);
  assert.deepEqual({ ...other, drawing: { ink: found.ink, picture: null } }, OTHER);
  assert.ok(hasDrawing(text));
  const follows = { ...OTHER, edits: null, drawing: null, patches: [], difference: false };
  assert.deepEqual(decodeOther(encodeOther(follows)).other, follows);
  assert.ok(!hasDrawing(encodeOther(follows)));
  assert.deepEqual(decodeOther(encodeOther({ ...follows, edits: [] })).other.edits, []);
  assert.deepEqual(decodeOther("v=1&n=mlp&oq=!").found.trouble, ["The patches are damaged."]);
});

test("a long drawing is thinned until it leaves room", () => {
  const stroke = Array.from({ length: 1500 }, (_, at) => [
    0.5 + 0.4 * Math.sin(at / 50),
    0.5 + 0.4 * Math.cos(at / 31),
    at * 8,
  ]);
  const drawing = { ink: { strokes: [stroke], width: 0.07 }, picture: null };
  const text = encodeOther({ ...OTHER, drawing });
  assert.ok(text.length < 1000, String(text.length));
  assert.ok((decodeOther(text).found.ink?.strokes[0].length ?? 0) > 20);
});

test("one most likely wants it without the edits; finished; another network", () => {
  const a = {
    network: "b",
    networks: ["a", "b"],
    checkpoint: 9,
    edits: [{ layer: "c", channel: 0 }],
  };
  assert.deepEqual(
    [usualOther(a).network, usualOther(a).checkpoint, usualOther(a).edits],
    ["b", 9, []],
  );
  assert.equal(usualOther({ ...a, edits: [] }).checkpoint, null);
  assert.equal(usualOther({ ...a, edits: [], checkpoint: null }).network, "a");
});
