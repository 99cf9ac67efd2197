import assert from "node:assert/strict";
import { test } from "node:test";

import {
  lookBack,
  pickAt,
  positionOf,
  ravel,
  regionOf,
  shares,
  union,
  unravel,
  windows,
} from "../../../static/js/core/geometry.js";
import { kindOf } from "../../../static/js/kinds/index.js";
import { branches, chain, layer, window } from "./networks.js";

const back = (layers, name, pick) => {
  const start = layers.find((each) => each.name === name);
  return lookBack(
    layers,
    name,
    regionOf(start, { layer: name, ...pick }),
    (each) => kindOf(each).sees,
  );
};

test("a 5×5 window starts where its cell is", () => {
  const seen = back(chain(), "a", { channel: 3, row: 9, column: 14 });
  assert.deepEqual(seen.get("in"), {
    channels: null,
    box: [
      [9, 13],
      [14, 18],
    ],
  });
});

test("a pooled cell sees 6×6 pixels through the convolution", () => {
  const seen = back(chain(), "c", { channel: 2, row: 4, column: 0 });
  assert.deepEqual(seen.get("b"), {
    channels: [2],
    box: [
      [8, 9],
      [0, 1],
    ],
  });
  assert.deepEqual(seen.get("in"), {
    channels: null,
    box: [
      [8, 13],
      [0, 5],
    ],
  });
});

test("one flattened unit is one cell; a dense unit sees everything", () => {
  const cell = back(chain(), "d", { channel: 14 * 14 * 3 + 14 * 2 + 5 });
  assert.deepEqual(cell.get("c"), {
    channels: [3],
    box: [
      [2, 2],
      [5, 5],
    ],
  });
  const unit = back(chain(), "e", { channel: 7 });
  assert.deepEqual(unit.get("in").box, [
    [0, 31],
    [0, 31],
  ]);
});

test("padding is cut off, dilation stretches, stride jumps", () => {
  const padded = layer("x", "conv", ["in"], [1, 8, 8], window(3, 2, 1, 2));
  assert.deepEqual(
    windows(
      padded,
      [
        [0, 0],
        [3, 3],
      ],
      [8, 8],
    ),
    [
      [0, 3],
      [5, 7],
    ],
  );
});

test("branches meet: the sum sees both, a concatenated map its own branch only", () => {
  const sum = back(branches(), "sum", { channel: 1, row: 4, column: 4 });
  assert.deepEqual(sum.get("stem_relu"), {
    channels: null,
    box: [
      [3, 5],
      [3, 5],
    ],
  });
  const left = back(branches(), "both", { channel: 1, row: 4, column: 4 });
  assert.deepEqual(left.get("left"), {
    channels: [1],
    box: [
      [4, 4],
      [4, 4],
    ],
  });
  assert.equal(left.has("right"), false);
  const right = back(branches(), "both", { channel: 2, row: 4, column: 4 });
  assert.deepEqual(right.get("right").channels, [0]);
  assert.deepEqual(right.get("sum").box, [
    [0, 7],
    [0, 7],
  ]);
});

test("an unknown elementwise layer sees its own cell", () => {
  const seen = back(branches(), "mystery", { channel: 4, row: 1, column: 2 });
  assert.deepEqual(seen.get("both"), {
    channels: [4],
    box: [
      [1, 1],
      [2, 2],
    ],
  });
});

test("groups and tables of connections narrow the channels", () => {
  const source = layer("in", "input", [], [6, 8, 8]);
  const grouped = layer("x", "conv", ["in"], [4, 8, 8], { ...window(3, 1, 1), groups: 2 });
  assert.deepEqual(
    back([source, grouped], "x", { channel: 3, row: 0, column: 0 }).get("in").channels,
    [3, 4, 5],
  );
  const table = { ...grouped, groups: 1, detail: { table: [[0], [1, 2], [5], [0, 5]] } };
  assert.deepEqual(
    back([source, table], "x", { channel: 3, row: 0, column: 0 }).get("in").channels,
    [0, 5],
  );
});

test("an adaptive pool's shares are whole numbers' work, whatever the sizes", () => {
  const one = (at, outputs, size) => shares([[at, at]], [outputs], [size])[0];
  assert.deepEqual(one(18, 19, 21), [19, 20]); // 18 × 21 / 19 = 19.89…, 19 × 21 / 19 = 21
  assert.deepEqual(one(10, 25, 25), [10, 10]);
  for (let size = 1; size <= 40; size++) {
    for (let outputs = 1; outputs <= size; outputs++) {
      assert.equal(one(0, outputs, size)[0], 0);
      assert.equal(one(outputs - 1, outputs, size)[1], size - 1);
    }
  }
});

test("an adaptive pool's share and a global pool's whole map", () => {
  const source = layer("in", "input", [], [2, 7, 7]);
  const adaptive = layer("x", "avg_pool", ["in"], [2, 3, 3]);
  assert.deepEqual(back([source, adaptive], "x", { channel: 1, row: 1, column: 2 }).get("in"), {
    channels: [1],
    box: [
      [2, 4],
      [4, 6],
    ],
  });
  const global = layer("x", "avg_pool", ["in"], [2], { detail: { global: true } });
  assert.deepEqual(back([source, global], "x", { channel: 1 }).get("in"), {
    channels: [1],
    box: [
      [0, 6],
      [0, 6],
    ],
  });
});

test("layer and group norms look at more than their cell", () => {
  const source = layer("in", "input", [], [4, 3, 3]);
  const group = layer("x", "norm", ["in"], [4, 3, 3], { detail: { norm: "group", groups: 2 } });
  assert.deepEqual(back([source, group], "x", { channel: 3, row: 0, column: 0 }).get("in"), {
    channels: [2, 3],
    box: [
      [0, 2],
      [0, 2],
    ],
  });
  const batch = layer("x", "norm", ["in"], [4, 3, 3], { detail: { norm: "batch" } });
  assert.deepEqual(back([source, batch], "x", { channel: 3, row: 0, column: 1 }).get("in").box, [
    [0, 0],
    [1, 1],
  ]);
});

test("addresses go there and back, for one, two and three axes", () => {
  for (const shape of [[5], [3, 7], [2, 3, 4], [2, 3, 4, 5]]) {
    const spec = layer("x", "opaque", [], shape);
    const last = spec.outputs - 1;
    for (const flat of [0, 1, Math.floor(last / 2), last]) {
      const index = unravel(shape, flat);
      assert.equal(ravel(shape, index), flat);
      const pick = pickAt(spec, index);
      assert.deepEqual([pick.channel, ...positionOf(spec, pick)], index);
    }
  }
});

test("a union is the smallest box around both", () => {
  const one = { channels: [3, 1], box: [[0, 2]] };
  const two = { channels: [2], box: [[5, 6]] };
  assert.deepEqual(union(one, two), { channels: [1, 2, 3], box: [[0, 6]] });
  assert.equal(union(one, { channels: null, box: [[1, 1]] }).channels, null);
});
