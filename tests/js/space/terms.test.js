import assert from "node:assert/strict";
import { test } from "node:test";

import { cellOn } from "../../../static/js/layout/space/places.js";
import { indexIn, termsOf } from "../../../static/js/views/space/terms.js";
import { givenTo } from "../../../static/js/views/space/wires.js";
import { cellOf, chain } from "../flow/networks.js";
import { contextOf } from "./space.js";

const layers = chain();
const [input, conv, , pool, flatten, dense] = layers;

test("a convolution's terms are its products, where they were read; padding gave nothing", () => {
  const cell = cellOf(conv, [2, 0, 0], {
    products: [
      [
        [0, 1],
        [-2, 3],
      ],
      [
        [4, 5],
        [6, -7],
      ],
    ],
    valid: [
      [false, true],
      [true, true],
    ],
    sources: [{ layer: "in", channels: [0, 4], start: [-1, 3], size: [2, 2], step: [1, 2] }],
  });
  assert.deepEqual(termsOf(cell), [
    { layer: "in", index: [0, -1, 5], value: 1 },
    { layer: "in", index: [0, 0, 3], value: -2 },
    { layer: "in", index: [0, 0, 5], value: 3 },
    { layer: "in", index: [4, -1, 5], value: 5 },
    { layer: "in", index: [4, 0, 3], value: 6 },
    { layer: "in", index: [4, 0, 5], value: -7 },
  ]);
});

test("of a maximum only the winner counts; units and single cells are told apart", () => {
  const source = { layer: "b", channels: [5], start: [4, 6], size: [2, 2], step: [1, 1] };
  const most = cellOf(pool, [5, 2, 3], {
    operands: [
      [1, 2],
      [9, 3],
    ],
    winner: [1, 0],
    sources: [source],
  });
  assert.deepEqual(termsOf(most), [{ layer: "b", index: [5, 5, 6], value: 9 }]);
  const sum = cellOf(dense, [0], { products: [0.5, -1], sources: [{ layer: "d", units: [7, 2] }] });
  assert.deepEqual(
    termsOf(sum).map(({ index, value }) => [...index, value]),
    [
      [7, 0.5],
      [8, -1],
    ],
  );
  const both = cellOf(pool, [1, 2, 3], {
    operands: [3, 4],
    sources: [
      { layer: "x", cell: [1, 2, 3] },
      { layer: "y", cell: [1, 2, 3] },
    ],
  });
  assert.deepEqual(
    termsOf(both).map(({ layer, value }) => [layer, value]),
    [
      ["x", 3],
      ["y", 4],
    ],
  );
  assert.deepEqual(termsOf(cellOf(input, [0, 1, 1], { operands: [0.4] })), []);
});

test("a unit of a flattened layer is the cell that it was", () => {
  assert.deepEqual(indexIn(flatten, [14 * 14 * 3 + 14 * 2 + 5], pool), [3, 2, 5]);
  assert.deepEqual(indexIn(pool, [3, 2, 5], pool), [3, 2, 5]);
  assert.equal(indexIn(dense, [3], pool), null);
});

test("links are as strong as the products, and begin at their cells", () => {
  const context = contextOf(layers);
  const pick = { layer: "e", channel: 4 };
  const products = Array.from({ length: 1960 }, (_, at) => (at % 2 ? 0 : Math.sin(at) * at));
  const cell = cellOf(dense, [4], { products, sources: [{ layer: "d", units: [0, 1960] }] });
  context.state.frame.value = { cell, tensors: new Map() };
  const given = givenTo(context, context.plan, pick);
  const most = Math.max(...products.map(Math.abs));
  const loudest = products.filter((value) => Math.abs(value) >= 0.02 * most);
  const kept = loudest.sort((a, b) => Math.abs(a) - Math.abs(b)).slice(-200);
  assert.deepEqual(
    given.map(({ value }) => value),
    kept,
  );
  const pane = context.plan.panes.get("c");
  for (const { value, strength, box } of given) {
    assert.equal(strength, Math.abs(value) / most);
    const [channel, row, column] = indexIn(flatten, [products.indexOf(value)], pool);
    assert.deepEqual(box, cellOn(pane, pool, { layer: "c", channel, row, column }));
  }
  context.state.frame.value = { cell: null, tensors: new Map() };
  assert.deepEqual(givenTo(context, context.plan, pick), [], "nothing is guessed");
});
