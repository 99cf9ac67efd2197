import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { networkActions } from "../../../static/js/state/networks.js";
import { createState } from "../../../static/js/state/store.js";

/** What the server answers by address, as soon as a test says so. @type {Map<string, (answer: any) => void>} */
let asked;
const realFetch = globalThis.fetch;

beforeEach(() => {
  asked = new Map();
  globalThis.fetch = (path) => new Promise((answer) => asked.set(path, answer));
});
afterEach(() => {
  globalThis.fetch = realFetch;
});

function desk() {
  const state = createState();
  const problems = [];
  return { state, problems, ...networkActions(state, (problem) => problems.push(problem)) };
}

const settle = () => new Promise((done) => setTimeout(done, 0));

/** @param {string} id */
async function arrive(id) {
  asked.get(`/api/v1/networks/${id}`)(Response.json({ id, layers: [] }));
  await settle();
}

/** @param {string} id */
async function fail(id) {
  asked.get(`/api/v1/networks/${id}`)(Response.json({ title: "Gone" }, { status: 404 }));
  await settle();
}

test("the old network stays until the new one is known", async () => {
  const { state, selectNetwork } = desk();
  selectNetwork("a");
  await arrive("a");
  selectNetwork("b");
  assert.equal(state.anatomy.value.id, "a");
  await arrive("b");
  assert.equal(state.anatomy.value.id, "b");
});

test("a late network does not replace a newer choice", async () => {
  const { state, selectNetwork } = desk();
  selectNetwork("a");
  selectNetwork("b");
  await arrive("b");
  await arrive("a");
  assert.equal(state.anatomy.value.id, "b");
});

test("where a network fails, the one on the page is chosen again, whatever was asked between", async () => {
  const { state, problems, selectNetwork } = desk();
  selectNetwork("a");
  await arrive("a");
  selectNetwork("b");
  selectNetwork("c");
  await fail("c");
  assert.equal(state.networkId.value, "a");
  await arrive("b");
  assert.equal(state.anatomy.value.id, "a");
  assert.deepEqual(
    problems.map(({ title }) => title),
    ["Gone"],
  );
});

test("a layer's weights are asked for once, however many want them", async () => {
  const { selectNetwork, needFilters } = desk();
  selectNetwork("a");
  await arrive("a");
  let count = 0;
  const answer = globalThis.fetch;
  globalThis.fetch = (path) => {
    count += 1;
    return answer(path);
  };
  const both = [needFilters("dense"), needFilters("dense")];
  asked.get("/api/v1/networks/a/layers/dense/filters")(Response.json({}, { status: 503 }));
  for (const one of both) await assert.rejects(one);
  assert.equal(count, 1);
  needFilters("dense").catch(() => undefined);
  assert.equal(count, 2, "what failed is asked for again");
});

const CONV = { name: "conv", filters: true, kernel: [1, 1], parameters: 2 };

/** Kernels of one number, as safetensors. @param {number} value */
function kernels(value) {
  const tensors = { weight: { dtype: "F32", shape: [1], data_offsets: [0, 4] } };
  const head = new TextEncoder().encode(JSON.stringify(tensors).padEnd(120));
  const bytes = new Uint8Array(8 + head.length + 4);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 8);
  new DataView(bytes.buffer).setFloat32(8 + head.length, value, true);
  return new Response(bytes);
}

/** @param {{state: any}} desk */
const shown = ({ state }) => state.filters.value.get("conv")?.weights[0];

test("kernels follow the moment of the training, and the old ones stay until these are here", async () => {
  const one = desk();
  const path = "/api/v1/networks/a/layers/conv/filters";
  one.selectNetwork("a");
  asked.get("/api/v1/networks/a")(Response.json({ id: "a", layers: [CONV] }));
  await settle();
  asked.get(path)(kernels(1));
  await settle();
  assert.equal(shown(one), 1);
  one.showCheckpoint(5);
  one.showCheckpoint(9);
  assert.deepEqual([one.state.checkpoint.value, shown(one)], [9, 1]);
  asked.get(`${path}?checkpoint=9`)(kernels(9));
  await settle();
  asked.get(`${path}?checkpoint=5`)(kernels(5));
  await settle();
  assert.equal(shown(one), 9, "a late answer about another moment is kept, not shown");
  asked.clear();
  one.showCheckpoint(5);
  await settle();
  assert.deepEqual([shown(one), asked.size], [5, 0], "what is known is not asked for again");
  one.selectNetwork("b");
  await arrive("b");
  assert.equal(one.state.checkpoint.value, null);
});
