import assert from "node:assert/strict";
import { test } from "node:test";
import { tellingMeasure } from "../../../static/js/core/measure.js";

const ablation = (...drops) => ({
  layers: new Map(drops.map((drop, at) => [`layer ${at}`, { drop }])),
});

test("points are counted where some channel moves the probability, else the margin", () => {
  assert.equal(tellingMeasure(null), "points");
  assert.equal(tellingMeasure(ablation([0, 0.002], [0.31])), "points");
  assert.equal(tellingMeasure(ablation([0, -0.02])), "points");
  assert.equal(tellingMeasure(ablation([0, 0.002], [0.009])), "margin");
});
