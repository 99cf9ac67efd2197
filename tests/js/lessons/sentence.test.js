import assert from "node:assert/strict";
import test from "node:test";
import { sumOf } from "../../../static/js/lessons/figures/sentence.js";

test("a sum names its words, and what is beyond the ends", () => {
  const words = ["not", "good"];
  const both = { products: [1, 1], bias: -1, result: 1, words: [0, 1] };
  assert.equal(sumOf(both, words), "“not” 1, “good” 1; bias −1: together 1.");
  const first = { products: [0, -1], bias: 0, result: -1, words: [0] };
  assert.equal(
    sumOf(first, words),
    "(nothing) 0, “not” −1; bias 0: together −1. The rectifier makes 0 of it.",
  );
  const after = { products: [1, 0], bias: -1, result: 0, words: [1] };
  assert.equal(sumOf(after, words), "“good” 1, (nothing) 0; bias −1: together 0.");
});
