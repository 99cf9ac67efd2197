import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addsUp,
  depends,
  follows,
  gainOf,
  gradeOf,
  halved,
  numberOf,
} from "../../../static/js/core/trust.js";

const curve = (values, area, probabilities = null) => ({ values, probabilities, area });
const entry = (some = {}) => ({
  method: "m",
  title: "M",
  promise: "difference",
  layer: null,
  attribution: { shape: [1, 1, 1], data: new Float32Array(1) },
  completeness: { sum: 2, total: 2, error: 0 },
  deletion: curve([4, 2, 0], 0.2),
  insertion: curve([0, 3, 4], 0.8),
  sanity: { last: 0.1, all: 0.1 },
  ...some,
});
const random = { deletion: curve([4, 3, 0], 0.5), insertion: curve([0, 2, 4], 0.5) };

test("a sum that holds, one that does not, and none that was promised", () => {
  assert.equal(addsUp(entry()), "adds up to within 0.1\u00a0%");
  const off = { sum: -15.88, total: 3.69, error: 5.3 };
  assert.equal(addsUp(entry({ completeness: off })), "adds up to −15.9, not 3.69");
  assert.equal(
    addsUp(entry({ completeness: { sum: 1, total: 1.05, error: 0.047 } })),
    "adds up to within 4.7\u00a0%",
  );
  assert.equal(addsUp(entry({ completeness: null })), "");
  assert.equal(
    addsUp(entry({ promise: "value", completeness: off })),
    "hands back −15.9 of 3.69; biases keep the rest",
  );
});

test("where a curve has fallen half the way", () => {
  assert.equal(halved(curve([4, 2, 0], 0)), 0.5);
  assert.equal(halved(curve([4, 0, 0], 0)), 0.25);
  assert.equal(halved(curve([4, 4, 0], 0)), 0.75);
  assert.equal(halved(curve([1, 1, 1], null)), null);
  assert.equal(halved(curve([0, 1, 2], 0)), null, "it does not fall");
});

test("the answer follows a good map sooner than any order", () => {
  assert.equal(
    follows(entry(), random),
    "half of it is gone without 50\u00a0% of the ink (any ink: 67\u00a0%)",
  );
  assert.equal(follows(entry({ deletion: null }), random), "");
});

test("random weights give another map, or the same", () => {
  const said = (all) => depends(entry({ sanity: { last: 0, all } }));
  assert.equal(said(-0.001), "with random weights: another map (ρ 0.00)");
  assert.equal(said(0.6), "with random weights: a similar map (ρ 0.60)");
  assert.equal(said(-0.8), "with random weights: the same map (ρ −0.80)");
  assert.equal(said(null), "with random weights: an empty map");
});

test("what to trust more and what less", () => {
  assert.ok(Math.abs(gainOf(entry(), random) - 0.6) < 1e-9);
  assert.equal(gradeOf(entry(), random), "more");
  assert.equal(gradeOf(entry({ sanity: { last: 0, all: 0.9 } }), random), "less");
  assert.equal(gradeOf(entry({ sanity: { last: 0, all: 0.6 } }), random), "care");
  assert.equal(gradeOf(entry({ deletion: curve([4, 4, 0], 0.9) }), random), "less");
  assert.equal(gradeOf(entry({ deletion: curve([4, 4, 0], 0.6) }), random), "care", "rises only");
  assert.equal(gradeOf(entry({ completeness: { sum: 0, total: 1, error: 1 } }), random), "care");
  assert.equal(gradeOf(entry({ sanity: null }), random), null, "not measured yet");
  assert.equal(gradeOf(entry({ deletion: curve([1, 1], null) }), random), null);
});

test("the number that is explained", () => {
  const question = { target: "7", against: null, layer: "dense", value: 10.64, blank: -1.5 };
  assert.equal(numberOf(question), "The logit of 7 is 10.6; on blank paper −1.50.");
  assert.equal(
    numberOf({ ...question, against: "2" }),
    "7 is ahead of 2 by 10.6; on blank paper −1.50.",
  );
  assert.equal(numberOf({ ...question, target: null }), "dense is 10.6; on blank paper −1.50.");
});
