import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { createActions } from "../../../static/js/state/actions.js";
import { follow } from "../../../static/js/state/sharing.js";
import { createState } from "../../../static/js/state/store.js";

/** What waits for its answer, oldest first. @type {{path: string, answer: (found: any) => void}[]} */
let asked;
const realFetch = globalThis.fetch;

beforeEach(() => {
  asked = [];
  globalThis.fetch = (path) =>
    new Promise((done) =>
      asked.push({
        path,
        answer: (found) => {
          done(Response.json(found));
          return settle();
        },
      }),
    );
});
afterEach(() => {
  globalThis.fetch = realFetch;
});

const settle = () => new Promise((done) => setTimeout(done, 0));

async function desk() {
  const state = createState();
  const actions = createActions(state);
  state.networks.value = [{ id: "a" }];
  actions.selectNetwork("a");
  await asked.pop().answer({ id: "a", title: "A", layers: [] });
  return { state, actions };
}

/** @param {number} index */
const digit = (index) => ({ index, label: String(index), source: "test set", pixels: [[1]] });

test("of two pictures that were wanted, the newer one stays, whichever comes first", async () => {
  const { state, actions } = await desk();
  actions.roll();
  actions.roll();
  const [first, second] = asked;
  await second.answer(digit(2));
  await first.answer(digit(1));
  assert.equal(state.picture.value.index, 2);
  assert.equal(state.history.value.past.length, 1);
});

test("who draws on has changed their mind: a late picture replaces nothing", async () => {
  const { state, actions } = await desk();
  actions.roll();
  actions.beginStroke(0.5, 0.5);
  await asked[0].answer(digit(1));
  assert.equal(state.picture.value, null);
  assert.equal(state.ink.value.strokes.length, 1);
});

test("a link that is slower than the next one changes nothing", async () => {
  const context = await desk();
  follow(context, "#v=1&n=a&d=1");
  follow(context, "#v=1&n=a&d=2&p=api");
  const [first, second] = asked;
  await second.answer(digit(2));
  await first.answer(digit(1));
  assert.equal(context.state.picture.value.index, 2);
  assert.equal(context.state.panel.value, "api");
});
