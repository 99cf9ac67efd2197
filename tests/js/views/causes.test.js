import assert from "node:assert/strict";
import { test } from "node:test";
import { badgeOf, changeText, spokenCauses } from "../../../static/js/views/causes.js";

const without = {
  layer: "a",
  probability: [0.68, 0.99, 0.2],
  drop: [0.31, -0.004, 0.79],
  margin: [2, 8.5, -1],
  label: ["3", "3", "8"],
};
const ablation = {
  network: "n",
  label: "3",
  probability: 0.99,
  margin: 8,
  layers: new Map([["a", without]]),
  stale: false,
};

test("a badge has a sign and three characters at most", () => {
  assert.deepEqual([-31.2, -0.42, 0.04, 0, 5.5, -9.96].map(changeText), [
    "−31",
    "−0.4",
    "0",
    "0",
    "+5.5",
    "−10",
  ]);
});

test("points and margin, falls and rises, and another answer", () => {
  const points = [0, 1, 2].map((channel) => badgeOf(ablation, without, channel, "points"));
  assert.deepEqual(
    points.map(({ text, tone, flips }) => [text, tone, flips]),
    [
      ["−31", "falls", false],
      ["+0.4", "rises", false],
      ["−79", "falls", true],
    ],
  );
  const margin = badgeOf(ablation, without, 0, "margin");
  assert.deepEqual([margin.text, margin.share], ["−6.0", 0.75]);
});

test("the most needed ones are said, but not while they are stale", () => {
  const layer = { name: "a", shape: [3, 4, 4] };
  const stage = { id: "a", base: { title: "Convolution" } };
  const shown = new Map([["a", layer]]);
  assert.equal(
    spokenCauses(ablation, [stage], shown),
    "The answer 3 needs most: Convolution map 3, 79.0 points; Convolution map 1, 31.0 points; Convolution map 2, -0.4 points.",
  );
  assert.equal(spokenCauses({ ...ablation, stale: true }, [stage], shown), "");
});
