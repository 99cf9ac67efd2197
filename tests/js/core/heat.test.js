import assert from "node:assert/strict";
import { test } from "node:test";
import { PALETTES } from "../../../static/js/core/colormap.js";
import { INK, fillHeat, overChannels, reachOf } from "../../../static/js/core/heat.js";

const COLOURS = { signed: PALETTES.dark.signed, ink: INK.dark };

test("nothing is the tile, ink is grey, the strongest numbers have the ends of the scale", () => {
  const words = new Uint32Array(5);
  fillHeat(words, [0, 0, 2, -2, NaN], [0, 1, 1, 0, 0], 2, COLOURS);
  assert.deepEqual(
    [...words],
    [INK.dark[0], INK.dark[255], PALETTES.dark.signed[255], PALETTES.dark.signed[0], INK.dark[0]],
  );
});

test("numbers beyond the scale have its end, and small ones are seen", () => {
  const words = new Uint32Array(2);
  fillHeat(words, [9, 0.1], [0, 0], 1, COLOURS);
  assert.equal(words[0], PALETTES.dark.signed[255]);
  assert.notEqual(words[1], INK.dark[0]);
});

test("a few hot cells do not hide the others", () => {
  const values = Float32Array.from({ length: 1000 }, (_, at) => (at < 3 ? 100 : (at % 2) - 0.5));
  assert.equal(reachOf(values), 0.5);
  assert.equal(reachOf([0, -3, 1]), 3);
  assert.equal(reachOf([0, 0]), 1);
});

test("channels add up", () => {
  assert.deepEqual([...overChannels([1, 2, 10, 20], 2)], [11, 22]);
});
