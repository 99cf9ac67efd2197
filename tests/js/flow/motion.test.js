import assert from "node:assert/strict";
import { test } from "node:test";

import { KINDS } from "../../../static/js/kinds/index.js";
import { MOTIONS, motionOf, scoreOf } from "../../../static/js/kinds/motion/index.js";
import { bunches } from "../../../static/js/kinds/motion/linear.js";
import { rectOf, sheetFor, tapAt, tapsOf, windowAt } from "../../../static/js/layout/windows.js";
import { cellOf, layer, window } from "./networks.js";

const sceneOf = (spec, sources, classes = []) => ({
  layer: spec,
  sources,
  layerNamed: (name) => sources.find((source) => source.name === name),
  classes,
  part: -1,
});

const beatsOf = (cell, scene, grain) => {
  const score = scoreOf(cell, scene, grain);
  return Array.from({ length: score.count }, (_, at) => score.beat(at));
};
const partials = (beats) => beats.map(({ partial }) => partial);

const SOURCE = layer("before", "conv", [], [2, 4, 4]);
const CONV = layer("here", "conv", ["before"], [3, 3, 3], { ...window(2), filters: true });
const two = (a, b, c, d) => [
  [a, b],
  [c, d],
];
const CONV_CELL = cellOf(CONV, [1, 0, 2], {
  operands: [two(1, 2, 3, 4), two(0, 1, 0, 1)],
  weights: [two(1, 0, 0, 1), two(5, -4, 5, -4)],
  products: [two(1, 0, 0, 4), two(0, -4, 0, -4)],
  sum: -3,
  bias: 0.5,
  result: -2.5,
  sources: [{ layer: "before", channels: [0, 1], start: [0, 2], size: [2, 2], step: [1, 1] }],
});

test("every kind of the page has its way of moving", () => {
  assert.deepEqual([...MOTIONS.keys()].sort(), [...KINDS.keys()].sort());
});

test("a convolution adds up channel by channel, then the bias", () => {
  const scene = sceneOf(CONV, [SOURCE]);
  assert.deepEqual(motionOf(CONV).grains(scene), { part: "Channel", term: "Product" });
  const beats = beatsOf(CONV_CELL, scene, "part");
  assert.deepEqual(partials(beats), [5, -3, -2.5]);
  assert.deepEqual(
    beats.map(({ light }) => light?.channel),
    [0, 1, undefined],
  );
  assert.deepEqual(beats[1].lines, [
    { label: "Σ channel 2", value: -8 },
    { label: "Σ 2 of 2", value: -3 },
  ]);
  assert.deepEqual(beats[2].lines, [
    { label: "Σ all 2 channels", value: -3 },
    { label: "+ bias", value: 0.5 },
    { label: "=", value: -2.5 },
  ]);
});

test("or product by product", () => {
  const beats = beatsOf(CONV_CELL, sceneOf(CONV, [SOURCE]), "term");
  assert.deepEqual(partials(beats), [1, 1, 1, 5, 5, 1, 1, -3, -2.5]);
  assert.equal(beats[5].words, "channel 2: 1.0000 × −4.0000 = −4.0000");
  assert.deepEqual(beats[5].light, { channel: 1, tap: 1 });
  const products = beats[5].blocks.filter(({ block }) => block === "matrix")[2];
  assert.deepEqual([products.at, products.reached], [1, 2]);
});

test("one source channel has no steps by channel; a table says how many there are", () => {
  const single = layer("before", "input", [], [1, 4, 4]);
  assert.deepEqual(motionOf(CONV).grains(sceneOf(CONV, [single])), { term: "Product" });
  const partly = { ...CONV, detail: { table: [[0], [1], [0]] } };
  assert.deepEqual(motionOf(partly).grains(sceneOf(partly, [SOURCE])), { term: "Product" });
});

test("an edit's factor closes the sum", () => {
  const scaled = { ...CONV_CELL, detail: { scale: 2 }, result: -5 };
  const last = beatsOf(scaled, sceneOf(CONV, [SOURCE]), "part").at(-1);
  assert.deepEqual(last.lines.slice(-2), [
    { label: "× scale (edited)", value: 2 },
    { label: "=", value: -5 },
  ]);
});

test("a max pool looks for the largest, never in the padding", () => {
  const spec = layer("here", "max_pool", ["before"], [2, 2, 2], window(2, 2));
  const cell = cellOf(spec, [0, 0, 0], {
    operands: two(9, -2, -3, -1),
    valid: two(false, true, true, true),
    winner: [1, 1],
    result: -1,
  });
  const beats = beatsOf(cell, sceneOf(spec, [SOURCE]), "term");
  assert.deepEqual(partials(beats), [-Infinity, -2, -2, -1, -1]);
  assert.deepEqual(
    beats.slice(0, 4).map(({ words }) => words),
    [
      "padding: never chosen",
      "−2.0000: the largest so far",
      "−3.0000 is no larger",
      "−1.0000: the largest so far",
    ],
  );
  assert.deepEqual(beats[0].lines, []);
  assert.deepEqual(beats[4].blocks[0].winner, [1, 1]);
});

test("an average adds, then divides; a trainable one multiplies and adds its bias", () => {
  const spec = layer("here", "avg_pool", ["before"], [2, 2, 2], window(2, 2));
  const mean = cellOf(spec, [0, 0, 0], {
    operands: two(1, 2, 3, 4),
    sum: 10,
    detail: { divisor: 4 },
    result: 2.5,
  });
  assert.deepEqual(partials(beatsOf(mean, sceneOf(spec, [SOURCE]), "term")), [1, 3, 6, 10, 2.5]);
  const trained = layer("here", "subsampling", ["before"], [2, 2, 2], window(2, 2));
  const sampled = cellOf(trained, [0, 0, 0], {
    operands: two(1, 2, 3, 4),
    products: two(0.5, 1, 1.5, 2),
    sum: 5,
    bias: -1,
    detail: { coefficient: 0.5, window_sum: 10 },
    result: 4,
  });
  const last = beatsOf(sampled, sceneOf(trained, [SOURCE]), "term").at(-1);
  assert.deepEqual(
    last.lines.map(({ value }) => value),
    [10, 0.5, -1, 4],
  );
});

test("a dense unit takes the largest terms first, then growing bunches", () => {
  assert.deepEqual(bunches(5), [1, 2, 3, 4, 5]);
  assert.deepEqual(bunches(30), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 17, 23, 30]);
  assert.ok(bunches(100_000).length < 50);
  const spec = layer("here", "linear", ["before"], [3]);
  const source = layer("before", "linear", [], [4]);
  const cell = cellOf(spec, [1], {
    operands: [1, 2, 0, 3],
    weights: [1, -2, 7, 1],
    products: [1, -4, 0, 3],
    sum: 0,
    bias: 0.25,
    result: 0.25,
  });
  const beats = beatsOf(cell, sceneOf(spec, [source]), "term");
  assert.deepEqual(partials(beats), [-4, -1, 0, 0, 0.25]);
  const reached = (at) => [0, 1, 2, 3].filter((unit) => beats[at].light.terms.reached(unit));
  assert.deepEqual([reached(0), reached(1), reached(2)], [[1], [1, 3], [0, 1, 3]]);
  assert.equal(beats[0].words, "term 1 adds −4.0000");
  assert.equal(beatsOf(cell, sceneOf(spec, [source]), "cell").length, 1);
});

test("a norm is a ladder from x to the result", () => {
  const spec = layer("here", "norm", ["before"], [2, 4, 4], { detail: { norm: "batch" } });
  const detail = { mean: 1, variance: 4, eps: 0, gamma: 3, beta: 1, normalised: 2 };
  const cell = cellOf(spec, [0, 0, 0], { operands: [5], detail, sum: 6, bias: 1, result: 7 });
  const beats = beatsOf(cell, sceneOf(spec, [SOURCE]), "term");
  assert.deepEqual(partials(beats), [5, 4, 2, 6, 7]);
  assert.deepEqual(
    beats[4].blocks[0].rungs.map(({ label }) => label),
    ["x", "− μ", "÷ √(σ² + ε)", "× γ", "+ β"],
  );
});

test("an activation looks x up before it knows y", () => {
  const detail = { function: "relu" };
  const spec = layer("here", "activation", ["before"], [2, 4, 4], { detail });
  const cell = cellOf(spec, [0, 0, 0], { operands: [-2], result: 0, detail });
  const beats = beatsOf(cell, sceneOf(spec, [SOURCE]), "term");
  assert.deepEqual(partials(beats), [-2, 0]);
  assert.deepEqual(
    beats.map(({ blocks }) => blocks[0].known),
    [false, true],
  );
});

test("softmax goes from score to exponential to share", () => {
  const spec = layer("here", "softmax", ["before"], [2]);
  const cell = cellOf(spec, [0], {
    operands: [0, Math.log(3)],
    detail: {
      temperature: 1,
      shift: Math.log(3),
      exponentials: [1 / 3, 1],
      denominator: 4 / 3,
      log: false,
    },
    result: 0.25,
  });
  const beats = beatsOf(cell, sceneOf(spec, [layer("before", "linear", [], [2])]), "term");
  assert.deepEqual(partials(beats), [0, -Math.log(3), 1 / 3, 4 / 3, 0.25]);
  assert.deepEqual(
    beats[4].blocks[1].shares.map(({ part }) => part),
    [0.25, 0.75],
  );
});

test("squared distances add up row by row", () => {
  const spec = layer("here", "rbf", ["before"], [2], { detail: { grid: [2, 2] } });
  const cell = cellOf(spec, [1], {
    operands: [1, 2, 3, 4],
    weights: [1, 0, 3, 3],
    products: [0, 4, 0, 1],
    sum: 5,
    result: 5,
  });
  const scene = sceneOf(spec, [layer("before", "linear", [], [4])]);
  assert.deepEqual(partials(beatsOf(cell, scene, "part")), [4, 5, 5]);
  assert.deepEqual(partials(beatsOf(cell, scene, "term")), [0, 4, 4, 5, 5]);
  const [first] = beatsOf(cell, scene, "part");
  assert.deepEqual(first.blocks[0].columns[2].pictures, [[0, 4, 0, 0]]);
});

test("branches are added one after another; what only moves has one step", () => {
  const spec = layer("here", "add", ["a", "b"], [2, 4, 4]);
  const cell = cellOf(spec, [0, 0, 0], { operands: [1, 2], result: 3 });
  const scene = sceneOf(spec, [
    layer("a", "conv", [], [2, 4, 4]),
    layer("b", "conv", [], [2, 4, 4]),
  ]);
  assert.deepEqual(partials(beatsOf(cell, scene, "term")), [1, 3, 3]);
  const moved = layer("here", "flatten", ["before"], [32]);
  const carried = cellOf(moved, [7], { operands: [3], result: 3 });
  assert.deepEqual(partials(beatsOf(carried, sceneOf(moved, [SOURCE]), "cell")), [3]);
});

test("what nobody can take apart was computed all the same, and says by whom", () => {
  for (const kind of ["opaque", "quantum_flux"]) {
    const spec = layer("here", kind, ["before"], [2, 4, 4], { title: "erf" });
    const cell = cellOf(spec, [1, 0, 2], { operands: [0.5], result: 0.5205, formula: "erf(x)" });
    const [beat, ...more] = beatsOf(cell, sceneOf(spec, [SOURCE]), "cell");
    assert.equal(more.length, 0);
    assert.equal(beat.partial, 0.5205);
    assert.match(beat.words, /PyTorch.s “erf” gave 0.5205/);
    assert.deepEqual(beat.lines.at(-1), { label: "erf(x)", value: 0.5205 });
  }
  const moved = layer("here", "flatten", ["before"], [32]);
  const [carried] = beatsOf(
    cellOf(moved, [7], { operands: [3], result: 3 }),
    sceneOf(moved, [SOURCE]),
    "cell",
  );
  assert.match(carried.words, /nothing is computed/);
});

const whole = { channels: null, box: [] };

test("a window shows its padding, stride and gaps", () => {
  const spec = layer("here", "conv", ["before"], [1, 2, 2], window(3, 2, 1, 2));
  const source = layer("before", "input", [], [1, 6, 6]);
  const at = windowAt(spec, { layer: "here", channel: 0, row: 0, column: 1 }, source, whole);
  assert.deepEqual(at, { start: [-1, 1], size: [3, 3], step: [2, 2] });
  assert.deepEqual(rectOf(at, 0), { x: 1, y: -1, width: 5, height: 5 });
  assert.deepEqual(tapsOf(at)[5], { x: 5, y: 1, width: 1, height: 1 });
  assert.deepEqual(tapAt(at, 3), { x: 1, y: 1, slice: 0, width: 1, height: 1 });
  const sheet = sheetFor(spec, source, [0], { width: 80, height: 80 });
  assert.deepEqual([sheet.across, sheet.down, sheet.scale], [[1, 0], [1, 0], 11]);
});

test("a strip is one row; a block is slices, padding slices too", () => {
  const strip = layer("here", "conv", ["before"], [1, 5], {
    kernel: [3],
    stride: [1],
    padding: [1],
  });
  const wave = layer("before", "input", [], [1, 5]);
  const at = windowAt(strip, { layer: "here", channel: 0, column: 0 }, wave, whole);
  assert.deepEqual(rectOf(at, 0), { x: -1, y: 0, width: 3, height: 1 });
  const cube = { kernel: [2, 2, 2], stride: [1, 1, 1], padding: [1, 0, 0] };
  const deep = layer("here", "conv", ["before"], [1, 3, 2, 2], cube);
  const block = layer("before", "input", [], [1, 2, 3, 3]);
  const pick = { layer: "here", channel: 0, depth: 0, row: 1, column: 0 };
  const box = windowAt(deep, pick, block, whole);
  assert.deepEqual(
    [-1, 0, 1].map((slice) => rectOf(box, slice)),
    [{ x: 0, y: 1, width: 2, height: 2 }, { x: 0, y: 1, width: 2, height: 2 }, null],
  );
  const sheet = sheetFor(deep, block, [0], { width: 200, height: 200 });
  assert.deepEqual(
    sheet.planes.map(({ slice, offset }) => [slice, offset]),
    [
      [-1, -9],
      [0, 0],
      [1, 9],
      [2, 18],
    ],
  );
});
