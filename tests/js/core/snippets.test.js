import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { highlight } from "../../../static/js/core/highlight.js";
import { callOf, json, pythonic, shell, snippetOf } from "../../../static/js/core/snippets.js";

const LANGUAGES = ["curl", "python", "javascript"];
const NASTY = `it's "q" \\ $HOME \`id\` !! <b> \n é 😀 true, null`;
const ORIGIN = "http://localhost:8000";

const facts = (more = {}) => ({
  body: { ink: { strokes: [[[0.1, 0.2, 5], [0.3, 0.4, 9]]], width: 0.07 } }, // prettier-ignore
  cell: { layer: "conv", channel: 3, row: 4, column: 5 },
  layer: "conv",
  ...more,
});

test("a call says what is asked, in the contract's words", () => {
  const url = (what) => callOf(what, ORIGIN, "a b", facts()).url.replace(ORIGIN, "");
  assert.equal(url("predict"), "/api/v1/networks/a%20b/predict");
  assert.equal(url("trace"), "/api/v1/networks/a%20b/trace");
  assert.equal(url("filters"), "/api/v1/networks/a%20b/layers/conv/filters");
  assert.equal(url("cell"), "/api/v1/networks/a%20b/cell?layer=conv&channel=3&row=4&column=5");
});

test("times are left out of the code, edits and fit are not", () => {
  const edits = [{ layer: "conv", channel: 1, scale: 0 }];
  const { body } = callOf(
    "predict",
    ORIGIN,
    "n",
    facts({ body: { ...facts().body, fit: false, edits } }),
  );
  assert.deepEqual(body, {
    ink: { strokes: [[[0.1, 0.2], [0.3, 0.4]]], width: 0.07 }, // prettier-ignore
    fit: false,
    edits,
  });
});

test("long JSON is broken between values, never inside a string", () => {
  const value = { rows: Array.from({ length: 200 }, (_, at) => at / 7), text: NASTY.repeat(9) };
  const text = json(value);
  assert.deepEqual(JSON.parse(text), value);
  const numbers = text.split("\n").filter((line) => !line.includes("text"));
  assert.ok(numbers.length > 20);
  assert.ok(Math.max(...numbers.map((line) => line.length)) < 120);
});

test("a shell gives back what was quoted", () => {
  for (const text of [NASTY, "'", "''", "a'b'c", "", "-n"])
    assert.equal(execFileSync("sh", ["-c", `printf %s ${shell(text)}`]).toString(), text);
});

test("Python reads the same values", () => {
  const value = { a: [true, false, null, 1.5, -2e-7], true: "null", text: NASTY };
  assert.ok(pythonic(json(value)).includes("[True,False,None,"));
  assert.ok(pythonic(json(value)).includes('"true":"null"'));
});

test("every snippet in every language holds the body and the address", () => {
  for (const what of ["predict", "trace", "cell", "filters"]) {
    const call = callOf(what, ORIGIN, "n", facts());
    for (const language of LANGUAGES) {
      const code = snippetOf(language, call);
      assert.ok(code.includes(call.url), code);
      assert.equal(code.replaceAll("\n", "").includes("[[0.1,0.2],[0.3,0.4]]"), what !== "filters");
    }
  }
});

test("colouring changes no letter", () => {
  for (const what of ["predict", "filters"])
    for (const language of LANGUAGES) {
      const code = snippetOf(language, callOf(what, ORIGIN, "n", facts()));
      const pieces = highlight(code);
      assert.equal(pieces.map(({ text }) => text).join(""), code);
      assert.ok(pieces.some(({ kind }) => kind === "string"));
    }
  assert.deepEqual(
    highlight('print(1, "x")').map(({ kind }) => kind),
    ["word", "text", "number", "text", "string", "text"],
  );
});
