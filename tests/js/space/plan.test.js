import assert from "node:assert/strict";
import { test } from "node:test";

import { joining } from "../../../static/js/kinds/index.js";
import { stagesOf } from "../../../static/js/layout/stages.js";
import { columnsFor, mapsShown, planSpace } from "../../../static/js/layout/space/plan.js";
import { sheetOf } from "../../../static/js/layout/sheet.js";
import { branches, chain, layer, window } from "../flow/networks.js";
import { frontOf } from "./space.js";

const planOf = (layers, room = {}) =>
  planSpace(stagesOf(layers, joining), frontOf, { tall: false, spread: 1, ...room });

test("every stage is a pane, one behind the other in forward order", () => {
  const { panes } = planOf(chain());
  assert.deepEqual([...panes.keys()], ["in", "a", "c", "e", "g"]);
  const along = [...panes.values()].map(({ corner }) => corner[0]);
  assert.deepEqual(
    along,
    along.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(along).size, 5);
  const far = [...planOf(chain(), { spread: 2 }).panes.values()].at(-1);
  assert.equal(far.corner[0], 2 * along.at(-1));
});

test("every map has a place of its own on its pane", () => {
  for (const tall of [false, true]) {
    for (const { slots, width, height, sheet, form } of planOf(chain(), { tall }).panes.values()) {
      assert.equal(slots.length, form === "maps" ? sheet.count : 1);
      for (const [at, a] of slots.entries()) {
        assert.ok(a.x >= 0 && a.x + a.width <= width + 1e-9);
        assert.ok(a.y >= 0 && a.y + a.height <= height + 1e-9);
        const apart = (b) =>
          a.x + a.width <= b.x ||
          b.x + b.width <= a.x ||
          a.y + a.height <= b.y ||
          b.y + b.height <= a.y;
        assert.ok(slots.every((b, other) => other === at || apart(b)));
      }
    }
  }
});

test("a high picture has wide panes, a wide one high ones", () => {
  const pane = (tall) => planOf(chain(), { tall }).panes.get("a");
  assert.ok(pane(true).width > pane(true).height);
  assert.ok(pane(false).width < pane(false).height);
});

test("a pool stands in the order of its source", () => {
  const { panes } = planOf(chain());
  const columns = (id) => new Set(panes.get(id).slots.map(({ x }) => x)).size;
  assert.equal(columns("c"), columns("a"));
});

test("branches share a depth and stand above each other", () => {
  const { panes, edges } = planOf(branches());
  const [left, right] = [panes.get("left"), panes.get("right")];
  assert.equal(left.corner[0], right.corner[0]);
  assert.ok(left.corner[1] - left.height > right.corner[1]);
  assert.ok(
    edges.some(({ skips }) => skips > 0),
    "the residual goes around",
  );
});

test("rows are whole where a near width gives whole rows", () => {
  assert.equal(columnsFor(16, 1), 4);
  assert.equal(columnsFor(10, 0.5), 2);
  assert.equal(columnsFor(7, 0.5), 2);
  assert.equal(columnsFor(1, 3), 1);
});

test("of very many maps the first have a place", () => {
  const layers = [
    layer("in", "input", [], [1, 256, 256]),
    layer("wide", "conv", ["in"], [64, 256, 256], window(1)),
  ];
  assert.equal(mapsShown(sheetOf([64, 256, 256])), 16);
  assert.equal(planOf(layers).panes.get("wide").slots.length, 16);
});
