import assert from "node:assert/strict";
import { test } from "node:test";
import { createPace } from "../../../static/js/panels/explain/pace.js";
import { createClock } from "../server/clock.js";

/** Answers come when the test says so. */
function scene() {
  const clock = createClock();
  const asked = [];
  const ask = (whole, signal) =>
    new Promise((done) => asked.push({ whole, signal, answer: done, at: clock.now() }));
  const pace = createPace(ask, clock);
  const answer = async (ms) => {
    clock.pass(ms);
    asked.at(-1).answer();
    await new Promise((done) => setImmediate(done));
  };
  return { clock, asked, pace, answer };
}

test("while it changes one quick question is out, and the newest comes next", async () => {
  const { clock, asked, pace, answer } = scene();
  pace.changed();
  clock.pass(0);
  for (let i = 0; i < 20; i++) pace.changed();
  clock.pass(50);
  assert.equal(asked.length, 1);
  await answer(0);
  clock.pass(149);
  assert.equal(asked.length, 1, "not at once");
  clock.pass(1);
  assert.deepEqual(
    asked.map(({ whole }) => whole),
    [false, false],
  );
});

test("a slow server is asked as rarely as it answers", async () => {
  const { clock, asked, pace, answer } = scene();
  pace.changed();
  clock.pass(0);
  await answer(900);
  pace.changed();
  clock.pass(899);
  assert.equal(asked.length, 1);
  clock.pass(1);
  assert.equal(asked.length, 2);
});

test("when it rests everything is asked, once", async () => {
  const { clock, asked, pace, answer } = scene();
  pace.changed();
  clock.pass(0);
  await answer(20);
  clock.pass(1000);
  await answer(20);
  clock.pass(5000);
  assert.deepEqual(
    asked.map(({ whole }) => whole),
    [false, true],
  );
});

test("a change drops the long question", async () => {
  const { clock, asked, pace, answer } = scene();
  pace.changed();
  clock.pass(0);
  await answer(20);
  clock.pass(300);
  pace.changed();
  assert.ok(asked[1].signal.aborted);
  clock.pass(200);
  assert.deepEqual(
    asked.map(({ whole }) => whole),
    [false, true, false],
  );
  pace.stop();
  assert.ok(asked[2].signal.aborted);
});

test("a question that breaks does not end the asking", async () => {
  const clock = createClock();
  const [asked, broken] = [[], []];
  const timers = {
    ...clock,
    after: (call, ms) => clock.after(() => call().catch((error) => broken.push(error.message)), ms),
  };
  const pace = createPace(async (whole) => {
    asked.push(whole);
    throw new TypeError("no such tensor");
  }, timers);
  for (let i = 0; i < 2; i++) {
    pace.changed();
    clock.pass(200);
    await new Promise((done) => setImmediate(done));
  }
  assert.deepEqual(asked, [false, false]);
  assert.deepEqual(broken, ["no such tensor", "no such tensor"]);
});
