import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeFrame, peek } from "../../../static/js/core/frame.js";
import { halfToNumber, open, read } from "../../../static/js/core/safetensors.js";

/** Safetensors bytes, written the plain way. */
function archive(tensors, metadata, pad = true) {
  let end = 0;
  const parts = [`"__metadata__":${JSON.stringify(metadata)}`];
  const rows = Array.isArray(tensors) ? tensors : Object.entries(tensors);
  for (const [name, { dtype, shape, bytes }] of rows) {
    const entry = { dtype, shape, data_offsets: [end, (end += bytes.length)] };
    parts.push(`"${name}":${JSON.stringify(entry)}`);
  }
  let text = `{${parts.join()}}`;
  while (pad && text.length % 8) text += " ";
  const buffer = new Uint8Array(8 + text.length + end);
  new DataView(buffer.buffer).setBigUint64(0, BigInt(text.length), true);
  buffer.set(new TextEncoder().encode(text), 8);
  let at = 8 + text.length;
  for (const [, { bytes }] of rows) {
    buffer.set(bytes, at);
    at += bytes.length;
  }
  return buffer.buffer;
}

const bytesOf = (typed) => new Uint8Array(typed.buffer);
const F32 = { dtype: "F32", shape: [2, 2], bytes: bytesOf(Float32Array.of(1, -2.5, 0, 3e7)) };
const F16 = { dtype: "F16", shape: [3], bytes: bytesOf(Uint16Array.of(0x3c00, 0xc100, 0x7bff)) };
const U8 = { dtype: "U8", shape: [3], bytes: Uint8Array.of(0, 128, 255) };

test("float16 is decoded exactly", () => {
  assert.equal(halfToNumber(0x0000), 0);
  assert.equal(halfToNumber(0x3555), 0.333251953125);
  assert.equal(halfToNumber(0x0001), 2 ** -24);
  assert.equal(halfToNumber(0xfbff), -65504);
  assert.equal(halfToNumber(0x7c00), Infinity);
  assert.ok(Number.isNaN(halfToNumber(0x7e00)));
  assert.ok(Object.is(halfToNumber(0x8000), -0));
});

test("each type becomes float32", () => {
  const found = open(archive({ a: F32, b: F16, c: U8 }, {}));
  const values = found.entries.map(([, entry]) => [...read(found, entry, [0.5, -1]).data]);
  assert.deepEqual(values, [
    [1, -2.5, 0, 3e7],
    [1, -2.5, 65504],
    [-1, 63, 126.5],
  ]);
});

test("bytes that do not stand at a multiple of their size are read too", () => {
  const found = open(archive({ c: U8, a: F32, b: F16 }, { x: "y" }, false));
  assert.deepEqual([...read(found, found.entries[1][1]).data], [1, -2.5, 0, 3e7]);
  assert.deepEqual([...read(found, found.entries[2][1]).data], [1, -2.5, 65504]);
});

test("layers keep the order of their bytes, even those that are called like numbers", () => {
  const found = open(
    archive(
      [
        ["input", U8],
        ["1", U8],
        ["0", U8],
      ],
      {},
    ),
  );
  assert.deepEqual(
    found.entries.map(([name]) => name),
    ["input", "1", "0"],
  );
});

test("a type that nobody knows is named", () => {
  const found = open(archive({ a: { ...F32, dtype: "F64" } }, {}));
  assert.throws(() => read(found, found.entries[0][1]), /F64/);
});

const METADATA = {
  seq: "17",
  network: "some-net",
  label: "3",
  index: "3",
  probability: "0.75",
  probabilities: "[0.25,0.75]",
  logits: "[-1,2]",
  not_a_digit: "0.02",
  ranges: '{"a":[-2.5,3]}',
  timing: '{"queue":0.5,"forward":2}',
};

test("a frame is its metadata in the page's words", () => {
  const buffer = archive({ a: F32 }, METADATA);
  assert.equal(peek(buffer).seq, 17);
  assert.equal(peek(buffer).work, 2.5);
  const frame = decodeFrame(peek(buffer).archive);
  assert.equal(frame.label, "3");
  assert.equal(frame.index, 3);
  assert.deepEqual(frame.probabilities, [0.25, 0.75]);
  assert.equal(frame.notADigit, 0.02);
  assert.deepEqual(frame.ranges, { a: [-2.5, 3] });
  assert.equal(frame.cell, null);
  assert.deepEqual(frame.tensors.get("a").shape, [2, 2]);
});

test("bytes are scaled by their layer; a cell comes along, a cell's problem does not", () => {
  const withCell = {
    ...METADATA,
    not_a_digit: "null",
    scales: '{"c":[2,1]}',
    cell: '{"result":4}',
  };
  const frame = decodeFrame(peek(archive({ c: U8 }, withCell)).archive);
  assert.deepEqual([...frame.tensors.get("c").data], [1, 257, 511]);
  assert.equal(frame.cell.result, 4);
  assert.equal(frame.notADigit, null);
  const refused = { ...METADATA, cell: '{"problem":{"title":"no"}}' };
  assert.equal(decodeFrame(peek(archive({ c: U8 }, refused)).archive).cell, null);
});

test("neighbours come along, their problem does not", () => {
  const told = { ...METADATA, neighbours: '{"layer":"a","place":[0,1],"nearest":[]}' };
  assert.deepEqual(decodeFrame(peek(archive({ c: U8 }, told)).archive).near.place, [0, 1]);
  const refused = { ...METADATA, neighbours: '{"problem":{"title":"no"}}' };
  assert.equal(decodeFrame(peek(archive({ c: U8 }, refused)).archive).near, null);
  assert.equal(decodeFrame(peek(archive({ c: U8 }, METADATA)).archive).near, null);
});
