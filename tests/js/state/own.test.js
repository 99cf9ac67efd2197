/** Networks that this browser has trained: remembered until they expire, and found by a link. */
import assert from "node:assert/strict";
import test from "node:test";
import { ownNetworks, recallOwn, rememberOwn } from "../../../static/js/state/own.js";

const store = new Map();
Object.assign(globalThis, {
  localStorage: {
    getItem: (/** @type {string} */ key) => store.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => store.set(key, value),
  },
  fetch: async (/** @type {string} */ address) =>
    address.endsWith("gone")
      ? new Response('{"title": "No such network"}', { status: 404 })
      : new Response(JSON.stringify({ id: address.split("/").at(-1) })),
});
const later = Date.now() / 1000 + 60;

test("the newest four are remembered, until they expire", () => {
  for (const network of ["a", "b", "c", "b", "d", "e"]) rememberOwn({ network, expires: later });
  assert.deepEqual(
    recallOwn().map(({ network }) => network),
    ["e", "d", "b", "c"],
  );
  rememberOwn({ network: "past", expires: 1 });
  assert.ok(recallOwn().every(({ network }) => network !== "past"));
  store.set("inkling.own", "no JSON");
  assert.deepEqual(recallOwn(), []);
});

test("what is remembered or linked is fetched once, and what is gone is left out", async () => {
  store.set("inkling.own", "[]");
  rememberOwn({ network: "gone", expires: later });
  rememberOwn({ network: "mine", expires: later });
  const ids = (/** @type {{id: string}[]} */ found) => found.map(({ id }) => id);
  assert.deepEqual(ids(await ownNetworks(["listed"], "linked")), ["mine", "linked"]);
  assert.deepEqual(ids(await ownNetworks(["mine"])), []);
});
