import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbour, selectionActions } from "../../../static/js/state/selection.js";
import { createState } from "../../../static/js/state/store.js";

const maps = { name: "maps", shape: [3, 4, 5] };
const flat = { name: "flat", shape: [10] };

test("a walk ends at the border", () => {
  const pick = { layer: "maps", channel: 1, row: 0, column: 4 };
  assert.deepEqual(neighbour(maps, pick, { columns: 1 }), pick);
  assert.deepEqual(neighbour(maps, pick, { columns: -1, rows: 1 }), { ...pick, row: 1, column: 3 });
  assert.deepEqual(neighbour(maps, pick, { channels: 5 }), { ...pick, channel: 2 });
});

test("units of a flat layer are walked along and across", () => {
  const pick = { layer: "flat", channel: 4 };
  assert.deepEqual(neighbour(flat, pick, { columns: 1 }), { ...pick, channel: 5 });
  assert.deepEqual(neighbour(flat, pick, { rows: 1, across: 5 }), { ...pick, channel: 9 });
  assert.deepEqual(neighbour(flat, pick, { rows: -1, across: 5 }), pick);
});

test("a signal along time has columns only", () => {
  const layer = { name: "wave", shape: [2, 8] };
  const pick = { layer: "wave", channel: 0, column: 3 };
  assert.deepEqual(neighbour(layer, pick, { columns: 1, rows: 1 }), { ...pick, column: 4 });
});

test("a pin holds against the pointer; the same again lets go", () => {
  const state = createState();
  const actions = selectionActions(state);
  const [a, b] = [
    { layer: "maps", channel: 0, row: 1, column: 1 },
    { layer: "maps", channel: 2, row: 3, column: 1 },
  ];
  actions.hoverCell(a);
  assert.deepEqual(state.picked.value, a);
  actions.pinCell(b);
  actions.hoverCell(a);
  assert.deepEqual(state.picked.value, b);
  actions.pinCell({ ...b });
  assert.deepEqual(state.picked.value, a);
});

test("walking moves the pin of the network on the page", () => {
  const state = createState();
  const actions = selectionActions(state);
  state.anatomy.value = { layers: [maps, flat] };
  actions.walkPin(1, 0);
  assert.equal(state.pin.value, null);
  actions.pinCell({ layer: "maps", channel: 0, row: 1, column: 1 });
  actions.walkPin(1, 1, 1);
  assert.deepEqual(state.pin.value, { layer: "maps", channel: 1, row: 2, column: 2 });
});
