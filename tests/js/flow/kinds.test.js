import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { regionOf } from "../../../static/js/core/geometry.js";
import { FUNCTIONS, NEVER_NEGATIVE } from "../../../static/js/kinds/functions.js";
import { KINDS, kindOf } from "../../../static/js/kinds/index.js";
import { placeOf, precise, short } from "../../../static/js/kinds/text.js";
import { barsOf } from "../../../static/js/render/bars.js";
import { plot } from "../../../static/js/render/curve.js";
import { cellOf, layer, window } from "./networks.js";

const ROOT = new URL("../../../", import.meta.url);

const SOURCE = layer("before", "conv", [], [2, 4, 4]);
const FLAT = layer("before", "linear", [], [3]);

const CONV = layer("here", "conv", ["before"], [3, 3, 3], { ...window(2), filters: true });
const CONV_CELL = cellOf(CONV, [1, 0, 2], {
  operands: [
    [
      [1, 2],
      [3, 4],
    ],
    [
      [0, 1],
      [0, 1],
    ],
  ],
  weights: [
    [
      [1, 0],
      [0, 1],
    ],
    [
      [5, -4],
      [5, -4],
    ],
  ],
  products: [
    [
      [1, 0],
      [0, 4],
    ],
    [
      [0, -4],
      [0, -4],
    ],
  ],
  sum: -3,
  bias: 0.5,
  result: -2.5,
  sources: [{ layer: "before", channels: [0, 1], start: [0, 2], size: [2, 2], step: [1, 1] }],
});

/** One cell of each kind that can be checked by hand. */
const BY_HAND = [
  [CONV, CONV_CELL, [SOURCE]],
  [
    layer("here", "max_pool", ["before"], [2, 2, 2], window(2, 2)),
    {
      operands: [
        [9, 2],
        [3, 4],
      ],
      valid: [
        [false, true],
        [true, true],
      ],
      winner: [1, 1],
      result: 4,
    },
  ],
  [
    layer("here", "avg_pool", ["before"], [2, 2, 2], window(2, 2)),
    {
      operands: [
        [1, 2],
        [3, 4],
      ],
      sum: 10,
      detail: { divisor: 4 },
      result: 2.5,
    },
  ],
  [
    layer("here", "subsampling", ["before"], [2, 2, 2], { ...window(2, 2), filters: true }),
    {
      operands: [
        [1, 2],
        [3, 4],
      ],
      products: [
        [0.5, 1],
        [1.5, 2],
      ],
      sum: 5,
      bias: -1,
      result: 4,
      detail: { coefficient: 0.5, window_sum: 10 },
    },
  ],
  [
    layer("here", "activation", ["before"], [2, 4, 4], { detail: { function: "relu" } }),
    { operands: [-2], result: 0, detail: { function: "relu" } },
  ],
  [
    layer("here", "norm", ["before"], [2, 4, 4], { detail: { norm: "batch", eps: 0 } }),
    {
      operands: [5],
      result: 7,
      detail: { mean: 1, variance: 4, eps: 0, gamma: 3, beta: 1, normalised: 2 },
    },
  ],
  [
    layer("here", "dropout", ["before"], [2, 4, 4], { detail: { probability: 0.2 } }),
    { operands: [3], result: 3 },
  ],
  [
    layer("here", "flatten", ["before"], [32]),
    { operands: [3], result: 3, sources: [{ layer: "before", cell: [0, 1, 1] }] },
    [SOURCE],
    [5],
  ],
  [
    layer("here", "reshape", ["before"], [1, 8, 4]),
    { operands: [3], result: 3, sources: [{ layer: "before", cell: [0, 1, 1] }] },
    [SOURCE],
    [0, 1, 1],
  ],
  [
    layer("here", "permute", ["before"], [4, 4, 2], { detail: { order: [1, 2, 0] } }),
    { operands: [3], result: 3 },
  ],
  [
    layer("here", "linear", ["before"], [2], { filters: true }),
    {
      operands: [1, 2, 3],
      weights: [1, 0, -1],
      products: [1, 0, -3],
      sum: -2,
      bias: 1,
      result: -1,
    },
    [FLAT],
    [1],
  ],
  [
    layer("here", "rbf", ["before"], [2], { filters: true }),
    { operands: [1, 2, 3], weights: [1, 1, 1], products: [0, 1, 4], sum: 5, result: 5 },
    [FLAT],
    [1],
  ],
  [
    layer("here", "add", ["before", "before"], [2, 4, 4]),
    { operands: [1, 2], sum: 3, result: 3 },
    [SOURCE, SOURCE],
  ],
  [
    layer("here", "concat", ["before", "before"], [4, 4, 4], {
      detail: { axis: 0, starts: [0, 2] },
    }),
    {
      operands: [2],
      result: 2,
      sources: [{ layer: "before", cell: [1, 0, 0] }],
      detail: { input: 1 },
    },
    [SOURCE, SOURCE],
    [3, 0, 0],
  ],
  [
    layer("here", "softmax", ["before"], [3], { detail: { temperature: 2 } }),
    {
      operands: [2, 2, 2],
      result: 1 / 3,
      detail: { temperature: 2, shift: 2, exponentials: [1, 1, 1], denominator: 3, log: false },
    },
    [FLAT],
    [1],
  ],
  [
    layer("here", "log_softmax", ["before"], [3], { detail: { temperature: 1 } }),
    {
      operands: [2, 2, 2],
      result: Math.log(1 / 3),
      detail: { temperature: 1, shift: 2, exponentials: [1, 1, 1], denominator: 3, log: true },
    },
    [FLAT],
    [1],
  ],
  [
    layer("here", "input", [], [1, 4, 4], { detail: { mean: 0.5, std: 0.25 } }),
    { operands: [1], result: 2, detail: { mean: 0.5, std: 0.25 } },
    [],
  ],
  [
    layer("here", "opaque", ["before"], [2, 4, 4]),
    { operands: [1], formula: "sin(x)", result: 0.84 },
  ],
].map(([spec, more, sources = [SOURCE], index = [1, 0, 0].slice(0, spec.shape.length)]) => ({
  spec,
  sources,
  cell: more === CONV_CELL ? more : cellOf(spec, index, more),
}));

const sceneOf = ({ spec, sources }, part = null) => ({
  layer: spec,
  sources,
  layerNamed: (name) => sources.find((source) => source.name === name),
  classes: [],
  part,
});

test("every kind of the core is known to the page, and every kind is tried here", () => {
  const folder = new URL("app/cnn/kinds/", ROOT);
  const core = readdirSync(folder)
    .filter((name) => name.endsWith(".py"))
    .flatMap((name) => {
      const text = readFileSync(new URL(name, folder), "utf8");
      return [...text.matchAll(/kind: ClassVar\[str\] = "(\w+)"/g)].map((match) => match[1]);
    });
  assert.ok(core.length > 10);
  assert.deepEqual(
    core.filter((kind) => !KINDS.has(kind)),
    [],
  );
  const tried = new Set(BY_HAND.map(({ spec }) => spec.kind));
  assert.deepEqual(
    [...KINDS.keys()].filter((kind) => !tried.has(kind)),
    [],
  );
});

for (const example of BY_HAND) {
  test(`${example.spec.kind}: the sum ends in the result, and adding up again gives it`, () => {
    const kind = kindOf(example.spec);
    const { blocks, lines } = kind.explain(example.cell, sceneOf(example));
    assert.ok(blocks.length > 0);
    assert.equal(lines[lines.length - 1].value, example.cell.result);
    const again = kind.recompute(example.cell);
    if (example.spec.kind === "opaque") assert.equal(again, null);
    else assert.ok(Math.abs(again - example.cell.result) < 1e-12, `${again}`);
    const facts = kind.facts(example.spec, example.sources, example.cell.index[0]);
    assert.ok(
      facts.every((fact) => fact && !/undefined|NaN|null/.test(fact)),
      facts.join(),
    );
  });
}

test("a wrong result does not pass for PyTorch's", () => {
  const wrong = {
    ...CONV_CELL,
    products: [
      [
        [1, 0],
        [0, 4],
      ],
      [
        [0, -4],
        [0, 4],
      ],
    ],
  };
  assert.notEqual(kindOf(CONV).recompute(wrong), wrong.result);
});

test("a convolution of two channels shows the stronger, any, or all of them", () => {
  const [example] = BY_HAND;
  const explain = (part) => kindOf(CONV).explain(CONV_CELL, sceneOf(example, part));
  assert.deepEqual(explain(null).parts, { shown: 1, sums: [5, -8], names: ["1", "2"] });
  assert.deepEqual(explain(0).blocks[0].values, [
    [1, 2],
    [3, 4],
  ]);
  assert.equal(explain(0).blocks[0].caption, "patch of channel 1");
  assert.deepEqual(
    explain(-1).blocks[0].rows.map((row) => row.pictures.length),
    [2, 2, 2],
  );
  assert.deepEqual(
    explain(0).lines.map(({ label, value }) => [label, value]),
    [
      ["Σ this channel", 5],
      ["Σ all 2 channels", -3],
      ["+ bias", 0.5],
      ["=", -2.5],
    ],
  );
});

test("padding is told apart", () => {
  const pool = BY_HAND.find(({ spec }) => spec.kind === "max_pool");
  const [block] = kindOf(pool.spec).explain(pool.cell, sceneOf(pool)).blocks;
  assert.deepEqual(block.valid, [
    [false, true],
    [true, true],
  ]);
  assert.deepEqual(block.winner, [1, 1]);
});

test("a dense unit's terms come largest first, through flatten from the maps", () => {
  const maps = layer("maps", "conv", [], [2, 2, 2]);
  const flat = layer("flat", "flatten", ["maps"], [8]);
  const dense = layer("here", "linear", ["flat"], [1]);
  const products = [0.1, -5, 0.2, 0.3, 4, 0, 0, 0.05];
  const cell = cellOf(dense, [0], {
    operands: products,
    weights: products.map(() => 1),
    products,
    result: 0,
  });
  const scene = { ...sceneOf({ spec: dense, sources: [flat] }), layerNamed: () => maps };
  const { blocks, pictures } = kindOf(dense).explain(cell, scene);
  assert.deepEqual(
    blocks[0].terms.slice(0, 2).map(({ label, product }) => [label, product]),
    [
      ["map 1 · 1, 2", -5],
      ["map 2 · 1, 1", 4],
    ],
  );
  assert.equal(blocks[0].rest.count, 1);
  assert.deepEqual(
    [pictures[0].width, pictures[0].height, pictures[0].rows[2].pictures[0]],
    [2, 2, [0.1, -5, 0.2, 0.3]],
  );
});

test("each kind sees a part of its sources that exists", () => {
  for (const { spec, sources, cell } of BY_HAND) {
    const [channel, row, column] = cell.index;
    const region = regionOf(spec, { layer: spec.name, channel, row, column });
    sources.forEach((source, which) => {
      const seen = kindOf(spec).sees(spec, region, sources, which);
      if (seen === null) return;
      seen.box.forEach(([first, last], axis) => {
        assert.ok(first >= 0 && last < source.shape[axis + 1] && first <= last, spec.kind);
      });
      for (const at of seen.channels ?? []) assert.ok(at >= 0 && at < source.shape[0], spec.kind);
    });
  }
});

test("activations as PyTorch has them, at 1 and -1", () => {
  const expected = {
    relu: [1, 0],
    leaky_relu: [1, -0.01],
    elu: [1, -0.6321206],
    selu: [1.050701, -1.1113307],
    gelu: [0.8413447, -0.1586553],
    silu: [0.7310586, -0.2689414],
    mish: [0.8650984, -0.3034015],
    sigmoid: [0.7310586, 0.2689414],
    log_sigmoid: [-0.3132617, -1.3132617],
    tanh: [0.7615942, -0.7615942],
    softsign: [0.5, -0.5],
    hardsigmoid: [0.6666667, 0.3333333],
    hardswish: [0.6666667, -0.3333333],
    softplus: [1.3132617, 0.3132617],
    scaled_tanh: [1.0000066, -1.0000066],
  };
  for (const [name, values] of Object.entries(expected)) {
    [1, -1].forEach((x, at) => {
      assert.ok(
        Math.abs(FUNCTIONS[name](x, {}) - values[at]) < 1e-5,
        `${name}(${x}) = ${FUNCTIONS[name](x, {})}`,
      );
    });
  }
  for (const name of NEVER_NEGATIVE)
    for (let x = -9; x < 9; x++) assert.ok(FUNCTIONS[name](x, {}) >= 0);
});

test("an unknown kind is opaque, and says so", () => {
  const unknown = layer("x", "quantum_flux", ["before"], [2, 4, 4], { title: "Flux" });
  assert.equal(kindOf(unknown).kind, "opaque");
});

test("words: places count from one, numbers fit their room", () => {
  const maps = layer("x", "conv", [], [9, 28, 28]);
  assert.equal(
    placeOf(maps, { layer: "x", channel: 3, row: 9, column: 14 }),
    "Feature map 4, row 10, column 15",
  );
  assert.equal(
    placeOf(layer("x", "linear", [], [3]), { layer: "x", channel: 1 }, ["a", "b", "c"]),
    "Class “b”",
  );
  assert.equal(
    placeOf(layer("x", "conv", [], [2, 9]), { layer: "x", channel: 0, column: 4 }),
    "Feature map 1, position 5",
  );
  assert.deepEqual([2.8911, -0.004, 12.345, 1234.5, -0.31].map(short), [
    "2.89",
    "0.00",
    "12.3",
    "1235",
    "-0.31",
  ]);
  assert.deepEqual([2.89114, 1e-7, 0, 1234.56].map(precise), [
    "2.8911",
    "1.00e-7",
    "0.0000",
    "1234.6",
  ]);
});

test("bars start at zero, on either side of it", () => {
  assert.deepEqual(barsOf([1, -1, 0.5], [-1, 1]), [
    { from: 0.5, to: 1 },
    { from: 0, to: 0.5 },
    { from: 0.5, to: 0.75 },
  ]);
  assert.deepEqual(barsOf([0.25, 7, NaN], [0, 1]), [
    { from: 0, to: 0.25 },
    { from: 0, to: 1 },
    { from: 0, to: 0 },
  ]);
});

test("a curve's point lies where the function is", () => {
  const relu = (x) => Math.max(0, x);
  const { point, origin } = plot(relu, [2, 2], 200, 100);
  assert.ok(Math.abs(point[0] - (100 * 5) / 3) < 1e-9 && origin.x === 100);
  assert.ok(origin.y === 100 && point[1] < 100);
});
