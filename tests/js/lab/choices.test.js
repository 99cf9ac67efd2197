/** What the knobs say, and how the address has it. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  presetLike,
  presetOf,
  readChoice,
  same,
  valueOf,
  writeChoice,
} from "../../../static/js/lab/choices.js";

const about = /** @type {any} */ ({
  knobs: [
    { name: "depth", kind: "integer", least: 0, most: 4, default: 2 },
    { name: "rate", kind: "number", least: 0.001, most: 10, default: 0.05 },
    { name: "norm", kind: "flag", default: false },
    {
      name: "pool",
      kind: "choice",
      default: "max",
      choices: [{ value: "max" }, { value: "none" }],
    },
  ],
  presets: [
    { name: "start", knobs: {} },
    { name: "wild", knobs: { rate: 3 } },
  ],
});

test("a preset is the defaults, but for what it names", () => {
  assert.deepEqual(presetOf(about, "wild"), { depth: 2, rate: 3, norm: false, pool: "max" });
  assert.equal(presetLike(about, presetOf(about, "wild")), "wild");
  assert.equal(presetLike(about, { ...presetOf(about, "wild"), depth: 1 }), "");
});

test("the address holds the preset and what was turned since", () => {
  const knobs = { depth: 3, rate: 3, norm: true, pool: "none" };
  const text = writeChoice(about, "wild", knobs);
  assert.equal(text, "preset=wild&depth=3&norm=true&pool=none");
  assert.deepEqual(readChoice(about, text), { preset: "wild", knobs });
  assert.equal(writeChoice(about, "", presetOf(about, "")), "");
});

test("what an address says wrongly is as usual", () => {
  const { preset, knobs } = readChoice(about, "preset=gone&depth=9&rate=x&pool=min&norm=1&else=2");
  assert.equal(preset, "");
  assert.ok(same(knobs, presetOf(about, "start")));
});

test("a knob takes no value beyond its range, nor a fraction of a whole number", () => {
  const [depth, rate] = about.knobs;
  assert.deepEqual(
    ["0", "4", "5", "-1", "1.5", "", "NaN"].map((text) => valueOf(depth, text)),
    [0, 4, undefined, undefined, undefined, undefined, undefined],
  );
  assert.equal(valueOf(rate, "0.02"), 0.02);
});
