import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  PALETTES,
  STOPS,
  colourOf,
  css,
  extentOf,
  isBright,
  oklab,
  rgb,
} from "../../../static/js/core/colormap.js";
import { fillWords } from "../../../static/js/render/raster.js";

const bytes = (word) => [word & 255, (word >> 8) & 255, (word >> 16) & 255];
const hex = (word) =>
  `#${bytes(word)
    .map((v) => v.toString(16).padStart(2, "0"))
    .join("")}`;
const lightness = (word) => oklab(hex(word))[0];

test("OKLab goes there and back", () => {
  for (const colour of ["#000000", "#ffffff", "#ffb454", "#63b6ff", "#5b2f86"]) {
    const [r, g, b] = rgb(oklab(colour));
    assert.equal(hex(r | (g << 8) | (b << 16)), colour);
  }
});

test("silence is the colour of an empty tile, in both themes and both tables", () => {
  const tokens = readFileSync(new URL("../../../static/css/tokens.css", import.meta.url), "utf8");
  const tiles = [...tokens.matchAll(/--tile:\s*(#\w{6})/g)].map((match) => match[1]);
  assert.deepEqual(tiles, [STOPS.dark.amount[0], STOPS.light.amount[0]]);
  for (const shade of ["dark", "light"]) {
    const { amount, signed } = PALETTES[shade];
    const tile = STOPS[shade].amount[0];
    assert.equal(hex(amount[0]), tile);
    assert.equal(css(colourOf(signed, 0, [-3, 3])), css(colourOf(signed, 0, [-1, 1])));
    const zero = bytes(colourOf(signed, 0, [-3, 3]));
    bytes(amount[0]).forEach((value, at) => assert.ok(Math.abs(value - zero[at]) <= 3));
  }
});

test("amounts grow steadily brighter on dark, darker on light", () => {
  for (const [shade, sign] of [
    ["dark", 1],
    ["light", -1],
  ]) {
    const steps = Array.from(PALETTES[shade].amount, lightness);
    for (let at = 1; at < 256; at++)
      assert.ok(sign * (steps[at] - steps[at - 1]) > -0.004, `${shade} ${at}`);
    assert.ok(Math.abs(steps[255] - steps[0]) > 0.6);
  }
});

test("both signs leave the tile's lightness at the same pace", () => {
  for (const shade of ["dark", "light"]) {
    const { signed } = PALETTES[shade];
    for (let at = 0; at < 128; at++) {
      assert.ok(Math.abs(lightness(signed[at]) - lightness(signed[255 - at])) < 0.1);
    }
  }
});

/** Brettel-like dichromat simulation by Machado et al. 2009, severity 1. */
const MACHADO = {
  protan: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deutan: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
  tritan: [
    1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
  ],
};
test("plus and minus stay apart for every colour vision", () => {
  for (const shade of ["dark", "light"]) {
    const { signed } = PALETTES[shade];
    for (const matrix of Object.values(MACHADO)) {
      const seen = (word) => {
        const c = bytes(word).map((v) => v / 255);
        return [0, 3, 6].map((row) => c.reduce((sum, v, at) => sum + v * matrix[row + at], 0));
      };
      const [minus, plus] = [seen(signed[20]), seen(signed[235])];
      assert.ok(Math.hypot(...minus.map((v, at) => v - plus[at])) > 0.35);
    }
  }
});

test("an extent starts at zero for amounts and is even for signed numbers", () => {
  assert.deepEqual(extentOf([0, 2, 5], "amount"), [0, 5]);
  assert.deepEqual(extentOf([-4, 2], "signed"), [-4, 4]);
  assert.deepEqual(extentOf([9, -1, 2, 9], "signed", 1, 3), [-2, 2]);
  assert.deepEqual(extentOf([0, 0], "amount"), [0, 1]);
  assert.deepEqual(extentOf([NaN, 3], "amount"), [0, 3]);
  const [low, high] = extentOf([-Infinity, Infinity], "signed");
  assert.ok(Number.isFinite(high - low));
});

test("no number falls out of the table", () => {
  const { amount } = PALETTES.dark;
  assert.equal(colourOf(amount, -7, [0, 1]), amount[0]);
  assert.equal(colourOf(amount, 7, [0, 1]), amount[255]);
  assert.equal(colourOf(amount, Infinity, [0, 1]), amount[255]);
  assert.equal(colourOf(amount, NaN, [0, 1]), amount[0]);
});

test("a raster has the colour of each number, in order, and nothing in the gaps", () => {
  const { signed } = PALETTES.dark;
  const words = new Uint32Array(4);
  const values = Float32Array.from([9, -1, 0.5, 1]);
  fillWords(words, { values, start: 1, order: Int32Array.from([2, 0, -1, 1]) }, [-1, 1], signed);
  const expected = [1, -1, null, 0.5].map((v) => (v === null ? 0 : colourOf(signed, v, [-1, 1])));
  assert.deepEqual([...words], expected);
});

test("pixels after the last number stay empty, whatever the colours", () => {
  const { signed } = PALETTES.dark;
  const words = new Uint32Array(3).fill(7);
  fillWords(words, { values: [0.5, 1], start: 0, order: null }, [-1, 1], signed);
  assert.deepEqual([...words], [colourOf(signed, 0.5, [-1, 1]), signed[255], 0]);
});

test("text is dark on bright colours", () => {
  assert.ok(isBright(0xffffffff));
  assert.ok(!isBright(0xff211a16));
});
