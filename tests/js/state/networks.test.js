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
