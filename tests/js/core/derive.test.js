import assert from "node:assert/strict";
import { test } from "node:test";
import { derive } from "../../../static/js/core/derive.js";

const made = (source, shape, recipe) => {
  const tensors = new Map([["a", { shape, data: Float32Array.from(source) }]]);
  derive(tensors, [{ layer: "b", from: "a", ...recipe }]);
  return tensors.get("b");
};

test("ReLU keeps a number or makes it 0; what is no number stays none", () => {
  const { shape, data } = made([-1, 0, 2.5, NaN], [4], { by: "relu", shape: [4] });
  assert.deepEqual(shape, [4]);
  assert.deepEqual([...data], [0, 0, 2.5, NaN]);
  assert.ok(Object.is(made([-0], [1], { by: "relu", shape: [1] }).data[0], 0));
});

test("a copy has the same numbers under its own shape", () => {
  const { shape, data } = made([1, 2, 3, 4], [1, 2, 2], { by: "copy", shape: [4] });
  assert.deepEqual(shape, [4]);
  assert.deepEqual([...data], [1, 2, 3, 4]);
});

test("each window's largest number, channel by channel", () => {
  const plane = [1, 5, 2, 0.5, 3, 4, 9, 1, -1, -2, -7, -3, -4, -5, -6, -9];
  const found = made([...plane, ...plane.map((x) => -x)], [2, 4, 4], {
    by: "max_pool",
    shape: [2, 2, 2],
    kernel: [2, 2],
    stride: [2, 2],
    padding: [0, 0],
    dilation: [1, 1],
  });
  assert.deepEqual([...found.data], [5, 9, -1, -3, -1, -0.5, 5, 9]);
});

test("padding never wins; windows may overlap, be dilated, and stick out", () => {
  const pool = { by: "max_pool", kernel: [2, 2], padding: [1, 1], dilation: [1, 1] };
  const all = [-1, -2, -3, -4, -5, -6, -7, -8, -9];
  const over = made(all, [1, 3, 3], { ...pool, shape: [1, 4, 4], stride: [1, 1] });
  assert.deepEqual(
    [...over.data],
    [-1, -1, -2, -3, -1, -1, -2, -3, -4, -4, -5, -6, -7, -7, -8, -9],
  );
  const wide = { ...pool, padding: [0, 0], dilation: [2, 2], stride: [1, 1], shape: [1, 1, 1] };
  assert.deepEqual([...made(all, [1, 3, 3], wide).data], [-1]);
  const out = { ...pool, padding: [0, 0], stride: [2, 2], shape: [1, 2, 2] };
  assert.deepEqual([...made(all, [1, 3, 3], out).data], [-1, -3, -7, -9]);
});

test("one may build on another; what cannot be made is said", () => {
  const tensors = new Map([["a", { shape: [2], data: Float32Array.of(-1, 1) }]]);
  derive(tensors, [
    { layer: "b", from: "a", by: "relu", shape: [2] },
    { layer: "c", from: "b", by: "copy", shape: [2, 1] },
  ]);
  assert.deepEqual([...tensors.get("c").data], [0, 1]);
  const unknown = { layer: "d", from: "a", by: "magic", shape: [2] };
  assert.throws(() => derive(tensors, [unknown]), /d cannot be made by magic/);
  assert.throws(() => derive(tensors, [{ ...unknown, from: "z", by: "copy" }]), TypeError);
});
