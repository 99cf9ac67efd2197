import assert from "node:assert/strict";
import { test } from "node:test";
import { notebookOf } from "../../../static/js/core/notebook.js";
import { runsByColour, svgOf } from "../../../static/js/render/shapes.js";
import { chain } from "../flow/networks.js";

const facts = (more = {}) => ({
  anatomy: {
    id: "mine",
    title: "mine",
    metrics: {},
    classes: ["a", "b'\""],
    input: { channels: 1, height: 32, width: 32 },
    layers: chain(),
  },
  frame: { label: "a", probabilities: [0.9, 0.1], ranges: { a: [0, 1] }, cell: null },
  pick: null,
  body: { ink: { strokes: [[[0.1, 0.2, 5]]], width: 0.07 } },
  title: "mine reads a",
  link: "http://localhost:8000/#v=1",
  ...more,
});
const source = (notebook) => notebook.cells.map((cell) => cell.source.join("")).join("\n");

test("a notebook is nbformat 4.5: ids, lines with their ends, no outputs", () => {
  const { cells, nbformat, nbformat_minor } = notebookOf(facts());
  assert.deepEqual([nbformat, nbformat_minor], [4, 5]);
  for (const cell of cells) {
    assert.match(cell.id, /^[a-z0-9-]{1,64}$/);
    assert.ok(cell.source.slice(0, -1).every((line) => line.endsWith("\n")));
    if (cell.cell_type === "code") assert.deepEqual(cell.outputs, []);
  }
});

test("a shipped network is loaded by name, one's own by what is to be filled in", () => {
  const own = source(notebookOf(facts()));
  assert.ok(own.includes('SPEC = "mine.pt2"') && own.includes("mean=0.1,"));
  assert.ok(own.includes(`labels=["a","b'\\""]`));
  const anatomy = { ...facts().anatomy, metrics: { accuracy: 1 } };
  const shipped = source(notebookOf(facts({ anatomy })));
  assert.ok(shipped.includes('load("mine")') && !shipped.includes("SPEC"));
});

test("ink as it stands, pixels and edits are written out", () => {
  const edits = [{ layer: "a", channel: 1, weights: [[1]], bias: 0.5 }];
  const { ink } = facts().body;
  const plain = source(notebookOf(facts({ body: { ink, fit: false, edits } })));
  assert.ok(plain.includes("side = 28") && plain.includes("place(rasterise(ink, side)"));
  assert.ok(plain.includes('Edit("a", 1, weights=[[1]], bias=0.5)'));
  const fit = { crop: true, thicken: true, scale: false, centre: true };
  const some = source(notebookOf(facts({ body: { ink, fit, edits } })));
  assert.ok(some.includes("Switches(crop=True, thicken=True, scale=False, centre=True)"));
  assert.ok(some.includes("fit_ink(ink, network.input_shape, switches)"));
  const pixels = source(notebookOf(facts({ body: { pixels: [[0, 1]], fit: true } })));
  assert.ok(pixels.includes('body = {"pixels":[[0,1]],"fit":True}'));
});

test("cells of one colour side by side are one shape; the paper's own are none", () => {
  const [red, blue, blank] = [0xff0000ff, 0xffff0000, 0xff000000];
  const words = Uint32Array.of(red, red, blank, blue, blue, red);
  const runs = runsByColour(words, 3, blank);
  assert.deepEqual([...runs.keys()], [red, blue]);
  assert.deepEqual(runs.get(red), ["M0 0h2v1h-2z", "M2 1h1v1h-1z"]);
  assert.deepEqual(runs.get(blue), ["M0 1h2v1h-2z"]);
});

test("words in an SVG cannot break it", () => {
  const text = { kind: "text", x: 1, y: 2, text: `<b>&"\u0007`, size: 9, fill: "#fff" };
  const svg = svgOf({ width: 10, height: 10, title: "a < b", shapes: [text] });
  assert.ok(svg.includes("&#60;b&#62;&#38;&#34;</text>"));
  assert.ok(svg.includes("<title>a &#60; b</title>"));
});
