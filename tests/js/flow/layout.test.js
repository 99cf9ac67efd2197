import assert from "node:assert/strict";
import { test } from "node:test";

import { joining, kindOf, tonesOf } from "../../../static/js/kinds/index.js";
import { placesOf, edgesOf } from "../../../static/js/layout/graph.js";
import { restLinks, pathLinks, contributionLinks } from "../../../static/js/layout/links.js";
import { hitAt, boxesOf } from "../../../static/js/layout/places.js";
import { planFlow } from "../../../static/js/layout/plan.js";
import { gridColumns, pickOn, pixelOf, sheetOf } from "../../../static/js/layout/sheet.js";
import { openedBy, shownOf, stagesOf } from "../../../static/js/layout/stages.js";
import { branches, chain, layer, window } from "./networks.js";

const faceOf = (stage, room) => {
  const sheet = sheetOf(stage.after.shape);
  return {
    form: sheet.flat ? (sheet.size <= 10 ? "bars" : "units") : "maps",
    sheet,
    room,
    kernels: stage.base.kind === "conv" && sheet.size > 1,
    all: false,
    follows: !kindOf(stage.base).mixes,
    first: stage.base.kind === "input",
  };
};
const planOf = (layers, room) => planFlow(stagesOf(layers, joining), faceOf, room);
const showing = {
  channels: (spot) => Array.from({ length: spot.slots.length }, (_, at) => at),
  mixes: (spot) => Boolean(kindOf(spot.stage.base).mixes),
};

test("elementwise layers stand in the column of the layer that they follow", () => {
  const stages = stagesOf(chain(), joining);
  assert.deepEqual(
    stages.map((stage) => stage.layers.map((each) => each.name).join("+")),
    ["in", "a+b", "c+d", "e+f", "g+h"],
  );
  const [, conv, pool] = stages;
  assert.equal(shownOf(conv, "after", undefined).name, "b");
  assert.equal(shownOf(conv, "before", undefined).name, "a");
  assert.equal(shownOf(pool, "after", undefined).name, "c");
  assert.equal(shownOf(pool, "after", "d").name, "d");
});

test("a cell of the shown layer opens the arithmetic when the cells are the same", () => {
  const [, conv, pool] = stagesOf(chain(), joining);
  assert.equal(openedBy(conv, conv.after).name, "a");
  assert.equal(openedBy(pool, pool.layers[1]).name, "d");
});

test("a layer that two read is no one's to join", () => {
  const stages = stagesOf(branches(), joining);
  const ids = stages.map((stage) => stage.id);
  assert.deepEqual(ids, ["in", "stem", "one", "sum", "left", "right", "both", "mystery", "out"]);
  assert.deepEqual(stages.find(({ id }) => id === "sum").inputs, ["stem", "one"]);
});

test("branches share a column in lanes; a residual link skips", () => {
  const stages = stagesOf(branches(), joining);
  const places = placesOf(stages);
  assert.deepEqual(places.get("left"), { column: 4, lane: 0, lanes: 2 });
  assert.deepEqual(places.get("right"), { column: 4, lane: 1, lanes: 2 });
  const skipping = edgesOf(stages, places).filter((edge) => edge.skips > 0);
  assert.deepEqual(skipping, [{ from: "stem", to: "sum", skips: 1 }]);
});

test("the worked example fits a laptop without scrolling, every map with a place", () => {
  const plan = planOf(chain(), { width: 1140, height: 560 });
  assert.ok(plan.width <= 1140 && plan.height <= 560);
  assert.equal(plan.spots.get("a").slots.length, 10);
  assert.equal(plan.spots.get("a").kernels.length, 10);
  assert.deepEqual(plan.spots.get("e").option.columns, 10);
});

/** Six branches side by side. */
const wide = () => [
  layer("in", "input", [], [1, 16, 16]),
  ...Array.from({ length: 6 }, (_, at) =>
    layer(`b${at}`, "conv", ["in"], [8, 16, 16], { ...window(3, 1, 1), filters: true }),
  ),
  layer("all", "concat", ["b0", "b1", "b2", "b3", "b4", "b5"], [48, 16, 16]),
];

test("nothing overlaps and nothing sticks out, in any room", () => {
  for (const layers of [chain(), branches(), wide()]) {
    for (const [width, height] of [
      [360, 380],
      [724, 480],
      [1140, 560],
      [1900, 900],
    ]) {
      const plan = planOf(layers, { width, height });
      const boxes = [...plan.spots.values()].flatMap(({ slots, kernels }) => [
        ...slots,
        ...kernels,
      ]);
      for (const box of boxes) {
        assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= plan.width, `${width}`);
        assert.ok(box.y + box.height <= plan.height, `${width}×${height}`);
      }
      boxes.forEach((a, at) =>
        boxes.slice(at + 1).forEach((b) => {
          const apart =
            a.x + a.width <= b.x + 0.01 ||
            b.x + b.width <= a.x + 0.01 ||
            a.y + a.height <= b.y + 0.01 ||
            b.y + b.height <= a.y + 0.01;
          assert.ok(apart, JSON.stringify([a, b]));
        }),
      );
    }
  }
});

test("a pool stands in the rows of its source, so that links are level", () => {
  const plan = planOf(chain(), { width: 1600, height: 700 });
  const [conv, pool] = [plan.spots.get("a"), plan.spots.get("c")];
  assert.equal(pool.option.columns, conv.option.columns);
  const middles = (spot) => spot.slots.map(({ y, height }) => y + height / 2);
  middles(pool).forEach((y, at) => assert.ok(Math.abs(y - middles(conv)[at]) <= 1));
});

test("many maps show some, all on demand", () => {
  const big = [
    layer("in", "input", [], [1, 16, 16]),
    layer("a", "conv", ["in"], [64, 16, 16], { ...window(3, 1, 1), filters: true }),
  ];
  const some = planOf(big, { width: 700, height: 420 }).spots.get("a");
  assert.ok(some.slots.length >= 4 && some.slots.length < 64);
  const all = planFlow(
    stagesOf(big, joining),
    (stage, room) => ({ ...faceOf(stage, room), all: stage.id === "a" }),
    { width: 700, height: 420 },
  ).spots.get("a");
  assert.equal(all.slots.length, 64);
});

test("grids of units: rows of ten for 200, of seven for 84", () => {
  assert.equal(gridColumns(200), 10);
  assert.equal(gridColumns(84), 7);
  assert.equal(gridColumns(10), 1);
  assert.equal(gridColumns(1960) ** 2 > 1000, true);
});

test("sheets: maps, strips, slices and units, each cell found again", () => {
  for (const shape of [[3, 4, 5], [2, 9], [2, 3, 4, 5], [23], [200]]) {
    const spec = layer("x", "opaque", [], shape);
    const sheet = sheetOf(shape);
    assert.equal(sheet.count * sheet.size, spec.outputs);
    let cells = 0;
    for (let y = 0; y < sheet.height; y++) {
      for (let x = 0; x < sheet.width; x++) {
        const pick = pickOn(spec, sheet, 0, x, y);
        if (!pick) continue;
        cells += 1;
        assert.deepEqual(pixelOf(spec, sheet, pick), { map: 0, x, y });
      }
    }
    assert.equal(cells, sheet.size);
  }
});

test("a point on the page is a cell, and a cell's box is around the point", () => {
  const plan = planOf(chain(), { width: 1140, height: 560 });
  const spot = plan.spots.get("a");
  const box = spot.slots[3];
  const [x, y] = [box.x + (14.5 / 28) * box.width, box.y + (9.5 / 28) * box.height];
  const hit = hitAt(plan, showing.channels, x, y);
  assert.deepEqual([hit.map, hit.x, hit.y], [3, 14, 9]);
  const region = {
    channels: [3],
    box: [
      [9, 9],
      [14, 14],
    ],
  };
  const [found] = boxesOf(spot, showing.channels(spot), spot.stage.after, region);
  assert.ok(
    found.x <= x && x < found.x + found.width && found.y <= y && y < found.y + found.height,
  );
  assert.equal(hitAt(plan, showing.channels, 1, 1), null);
});

test("links: one to each map, map by map, and around a residual block", () => {
  const plan = planOf(chain(), { width: 1140, height: 560 });
  const links = restLinks(plan, showing);
  const end = ({ points }) => points.slice(-2);
  const conv = plan.spots.get("a");
  for (const kernel of conv.kernels) {
    assert.ok(links.some((link) => end(link)[0] === kernel.x));
  }
  const residual = planOf(branches(), { width: 1140, height: 560 });
  assert.ok(restLinks(residual, showing).some(({ points }) => points.length === 8));
});

test("contributions: sign gives the colour, size the strength", () => {
  const plan = planOf(chain(), { width: 1140, height: 560 });
  const gave = new Map([
    [0, 2],
    [1, -1],
    [2, 0.001],
  ]);
  const links = contributionLinks(plan.spots.get("c"), plan.spots.get("e"), 7, gave, showing);
  assert.deepEqual(
    links.map(({ role, strength }) => [role, strength]),
    [
      ["plus", 1],
      ["minus", 0.5],
    ],
  );
  const seen = (spot) =>
    ["in", "a", "c"].includes(spot.stage.id) ? { channels: null, box: [] } : undefined;
  assert.ok(pathLinks(plan, seen, "c", showing).every(({ role }) => role === "path"));
});

test("tones: what ReLU leaves is an amount, through pool and concatenation", () => {
  const tones = tonesOf(chain());
  assert.deepEqual(
    ["in", "a", "b", "c", "d", "e", "g", "h"].map((name) => tones.get(name)),
    ["amount", "signed", "amount", "amount", "amount", "signed", "signed", "amount"],
  );
  assert.equal(tonesOf(branches()).get("mystery"), "signed");
});
