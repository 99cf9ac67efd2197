import assert from "node:assert/strict";
import { test } from "node:test";
import { PRESETS, asStrong, norm } from "../../../static/js/core/presets.js";

const options = { angle: 0, random: () => 0.4 };
const preset = (id, height = 3, width = height) =>
  PRESETS.find((each) => each.id === id).pattern(height, width, options);
const near = (actual, expected) =>
  actual.forEach((value, at) => assert.ok(Math.abs(value - expected[at]) < 1e-9, `${actual}`));

test("the known three by three kernels", () => {
  near(preset("horizontal"), [-1, -1, -1, 0, 0, 0, 1, 1, 1]);
  near(preset("vertical"), [-1, 0, 1, -1, 0, 1, -1, 0, 1]);
  near(preset("sobel"), [-1, 0, 1, -2, 0, 2, -1, 0, 1]);
  near(preset("blur"), [1, 2, 1, 2, 4, 2, 1, 2, 1]);
  near(
    preset("sharpen"),
    [1, 2, 1, 2, -28, 2, 1, 2, 1].map((value) => -value / 16),
  );
});

test("edges, Laplacian and Gabor say nothing about even light", () => {
  for (const id of ["horizontal", "vertical", "sobel", "laplacian", "gabor"]) {
    for (const size of [2, 3, 4, 5, 7]) {
      const sum = preset(id, size).reduce((total, value) => total + value, 0);
      assert.ok(Math.abs(sum) < 1e-9, `${id} ${size}: ${sum}`);
    }
  }
});

test("the Laplacian likes a bright spot", () => {
  const kernel = preset("laplacian", 5);
  assert.equal(kernel.indexOf(Math.max(...kernel)), 12);
});

test("a turned Gabor is the other one turned", () => {
  const gabor = PRESETS.find(({ id }) => id === "gabor");
  const [upright, lying] = [0, 90].map((angle) => gabor.pattern(5, 5, { ...options, angle }));
  const turned = lying.map((_, at) => lying[(at % 5) * 5 + Math.floor(at / 5)]);
  near(upright, turned);
});

test("every pattern has the size asked for, strips too", () => {
  for (const { pattern } of PRESETS) {
    for (const [height, width] of [
      [1, 5],
      [3, 3],
      [14, 14],
      [2, 3],
    ]) {
      const kernel = pattern(height, width, options);
      assert.equal(kernel.length, height * width);
      assert.ok(kernel.every(Number.isFinite));
    }
  }
});

test("a pattern becomes as strong as what it replaces", () => {
  assert.ok(Math.abs(norm(asStrong(preset("sobel"), [3, 4])) - 5) < 1e-9);
  near(asStrong([0, 0], [3, 4]), [0, 0]);
  near(asStrong([1, 1], [0, 0]), [0, 0]);
});
