import assert from "node:assert/strict";
import test from "node:test";
import { curveOf, valueText } from "../../../static/js/panels/nudge/curve.js";

test("a curve goes from end to end, and marks where another class is read", () => {
  const curve = { probability: [0, 0.5, 1, 0.25, 1], label: ["7", "3", "3", "8", "8"] };
  const { line, area, lost } = curveOf(curve, "3", 100, 42);
  assert.equal(line, "M0.0 41.0L25.0 21.0L50.0 1.0L75.0 31.0L100.0 1.0");
  assert.ok(area.endsWith("L100 42L0 42Z"));
  assert.deepEqual(lost, [
    [0, 12.5],
    [62.5, 100],
  ]);
});

test("values are said with their unit, and signed where there are two sides", () => {
  const dial = (values, unit, rest = 0) => ({ values, unit, rest, name: "" });
  assert.equal(valueText(dial([-90, 0, 45], "degrees"), 2), "+45°");
  assert.equal(valueText(dial([-90, 0, 45], "degrees"), 0), "−90°");
  assert.equal(valueText(dial([0.4, 1, 1.6], "times", 1), 0), "× 0.40");
  assert.equal(valueText(dial([0, 1.25], "pixels"), 1), "1.3 pixels");
  assert.equal(valueText(dial([0, 0.5], "of full ink"), 1), "50 % of full ink");
});
