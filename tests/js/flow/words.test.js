import assert from "node:assert/strict";
import { test } from "node:test";
import { valueAt } from "../../../static/js/views/flow-words.js";
import { layer } from "./networks.js";

const frame = (data, probabilities) => ({
  tensors: new Map([["out", { shape: [data.length], data: Float32Array.from(data) }]]),
  probabilities,
});
const out = (kind) => layer("out", kind, [], [3]);
const unit = (channel) => ({ layer: "out", channel });

test("a probability has all its digits, not those of 16 bits", () => {
  const seen = frame([1, 0, 3.58e-7], [0.9999, 9.02e-11, 3.29e-7]);
  assert.equal(valueAt(seen, out("softmax"), unit(1)), 9.02e-11);
  assert.equal(valueAt(seen, out("softmax"), unit(2)), 3.29e-7);
});

test("an inner softmax is no answer, and other layers have their own numbers", () => {
  const seen = frame([0.25, 0.5, 0.25], [0.9, 0.05, 0.05]);
  assert.equal(valueAt(seen, out("softmax"), unit(1)), 0.5);
  assert.equal(valueAt(seen, out("linear"), unit(1)), 0.5);
  assert.equal(valueAt(null, out("linear"), unit(1)), null);
});

test("an inner softmax that shares one number with the answer keeps its own", () => {
  const seen = frame([0.6, 0.3005, 0.0995], [0.3, 0.3, 0.4]);
  assert.equal(valueAt(seen, out("softmax"), unit(1)), Math.fround(0.3005));
});
