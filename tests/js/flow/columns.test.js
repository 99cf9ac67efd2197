import assert from "node:assert/strict";
import { test } from "node:test";
import { laidTogether } from "../../../static/js/layout/columns.js";

/** A plan of columns, 10 wide each: name -> x. */
function plan(places, width) {
  const spots = Object.entries(places).map(([id, x]) => {
    const box = { x, y: 0, width: 10, height: 10 };
    return [id, { stage: { id }, box, head: { ...box }, slots: [{ ...box }], kernels: [] }];
  });
  return { width, height: 50, spots: new Map(spots), edges: [] };
}

const xs = ({ spots }) => [...spots.values()].map(({ box }) => box.x);

test("what stands for the same begins at the same place, and nothing goes back", () => {
  const above = plan({ input: 0, conv: 40, dense: 80, soft: 120 }, 150);
  const below = plan({ in: 0, c1: 30, c3: 60, f6: 100, out: 130 }, 150);
  const pairs = [
    ["input", "in"],
    ["conv", "c1"],
    ["dense", "f6"],
    ["soft", "out"],
  ];
  const [a, b] = laidTogether(
    () => above,
    () => below,
    pairs,
    400,
  );
  assert.deepEqual(xs(a), [0, 40, 110, 150]);
  assert.deepEqual(xs(b), [0, 40, 70, 110, 150]);
  assert.deepEqual([a.width, b.width], [400, 400]);
  for (const { spots } of [a, b])
    for (const { box, head, slots } of spots.values())
      assert.deepEqual([head.x, slots[0].x], [box.x, box.x]);
});

test("pairs that cross are left where they are", () => {
  const above = plan({ one: 0, two: 50 }, 100);
  const below = plan({ other: 0, another: 60 }, 100);
  const [a, b] = laidTogether(
    () => above,
    () => below,
    [
      ["one", "another"],
      ["two", "other"],
    ],
    300,
  );
  assert.deepEqual(xs(a), [60, 110]);
  assert.deepEqual(xs(b), [0, 60]);
});

test("they are laid narrower until both fit, or as near to that as can be", () => {
  const lay = (width) => plan({ a: 0, b: width - 10 }, width);
  const fixed = () => plan({ x: 0, y: 30, z: 60 }, 80);
  const [a, b] = laidTogether(
    lay,
    fixed,
    [
      ["a", "x"],
      ["b", "y"],
    ],
    200,
  );
  assert.ok(a.width <= 200 && b.width <= 200);
  assert.equal(a.spots.get("b")?.box.x, b.spots.get("y")?.box.x);
  const wide = () => plan({ a: 0, b: 900 }, 920);
  assert.equal(laidTogether(wide, wide, [["a", "a"]], 200)[0].width, 930);
});
