import assert from "node:assert/strict";
import { test } from "node:test";

import { pickAt, unravel } from "../../../static/js/core/geometry.js";
import { fitted, project, rayAt } from "../../../static/js/layout/space/camera.js";
import { cellOn, hitOn, middleOf } from "../../../static/js/layout/space/places.js";
import { cornersOf } from "../../../static/js/layout/space/plan.js";
import { pickOn } from "../../../static/js/layout/sheet.js";
import { frustaOf } from "../../../static/js/views/space/wires.js";
import { branches, chain } from "../flow/networks.js";
import { contextOf } from "./space.js";

const MARGINS = { left: 0, right: 0, top: 0, bottom: 0 };

/** Some cells of every layer that is shown. */
function* someCells({ model, plan }) {
  for (const pane of plan.panes.values()) {
    const layer = model.shown.value.get(pane.stage.id);
    for (const share of [0, 0.37, 0.71, 1]) {
      const at = Math.min(layer.outputs - 1, Math.floor(share * layer.outputs));
      yield { pane, layer, pick: pickAt(layer, unravel(layer.shape, at)) };
    }
  }
}

for (const layers of [chain(), branches()]) {
  test(`pointing at any of ${layers.length} layers' cells finds it, from any side`, () => {
    const context = contextOf(layers);
    for (const { pane, layer, pick } of someCells(context)) {
      const middle = middleOf(pane, cellOn(pane, layer, pick));
      for (const [azimuth, elevation] of [
        [0.3, 0.1],
        [0.9, 0.4],
        [2.6, -0.5],
      ]) {
        const start = { target: [0, 0, 0], azimuth, elevation, distance: 1 };
        const camera = fitted(start, 1.5, cornersOf(pane), MARGINS);
        const { x, y, depth } = project(camera, 1.5, middle);
        const ray = rayAt(camera, 1.5, x, y);
        const hit = hitOn(context.plan, ray, (other) => other === pane);
        assert.equal(hit?.pane, pane);
        assert.deepEqual(pickOn(layer, pane.sheet, hit.map, hit.x, hit.y), pick);
        const first = hitOn(context.plan, ray);
        assert.ok(first.pane === pane || first.away < depth, "only what is nearer hides it");
      }
    }
  });

  test(`each part of the pyramid of ${layers.length} layers stands on the part before`, () => {
    const context = contextOf(layers);
    for (const { pane, pick } of someCells(context)) {
      const seen = context.overlay.sight(pick);
      const frusta = frustaOf(context, context.plan, seen, []);
      const tops = new Map(frusta.map(({ to, top }) => [to, top]));
      for (const { from, base } of frusta) {
        if (tops.has(from)) assert.deepEqual(base, tops.get(from));
        assert.ok(from.corner[0] < pane.corner[0]);
      }
      assert.equal(frusta.length > 0, pane.stage.inputs.length > 0);
    }
  });
}

test("the pyramid's base is the receptive field", () => {
  const context = contextOf(chain());
  const baseOf = (pick) => {
    const frusta = frustaOf(context, context.plan, context.overlay.sight(pick), []);
    const { from, base } = frusta.find((each) => each.from.stage.id === "in");
    const cell = from.slots[0].width / 32;
    return [base.x, base.y, base.width, base.height].map((at) => Math.round(at / cell));
  };
  assert.deepEqual(baseOf({ layer: "a", channel: 3, row: 9, column: 14 }), [14, 9, 5, 5]);
  assert.deepEqual(baseOf({ layer: "c", channel: 3, row: 2, column: 13 }), [26, 4, 6, 6]);
  assert.deepEqual(baseOf({ layer: "e", channel: 17 }), [0, 0, 32, 32]);
});
