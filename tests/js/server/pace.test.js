import assert from "node:assert/strict";
import { test } from "node:test";
import { createPace } from "../../../static/js/server/pace.js";
import { createClock } from "./clock.js";

/**
 * A pen that moves all the time, a network with a delay, a server that answers one message after
 * the other and leaves out stale ones.
 */
function simulate({ delay, service, duration = 4000 }) {
  const clock = createClock();
  const pace = createPace(clock.now);
  let [seq, answers, busy, newest] = [0, 0, false, 0];
  const work = () => {
    if (busy || !newest) return;
    const taken = newest;
    busy = true;
    newest = 0;
    clock.after(() => {
      busy = false;
      clock.after(() => {
        answers += 1;
        pace.answered(taken, service);
      }, delay / 2);
      work();
    }, service);
  };
  const draw = () => {
    if (pace.wait() === 0) {
      const mine = ++seq;
      pace.sent(mine);
      clock.after(() => {
        newest = mine;
        work();
      }, delay / 2);
    }
    clock.after(draw, 1);
  };
  draw();
  clock.pass(duration);
  return { rate: (1000 * answers) / duration, window: pace.window(), seq };
}

test("the first message leaves at once, the second waits for the answer", () => {
  const clock = createClock();
  const pace = createPace(clock.now);
  assert.equal(pace.wait(), 0);
  pace.sent(1);
  assert.equal(pace.wait(), Infinity);
  pace.answered(1);
  assert.equal(pace.wait(), 0);
});

test("near the server one in flight is enough", () => {
  const { window, rate } = simulate({ delay: 1, service: 4 });
  assert.equal(window, 1);
  assert.ok(rate > 120, `${rate} answers a second`);
});

test("with 40 ms of round trip three in flight fill the screen's frames", () => {
  const { window, rate } = simulate({ delay: 40, service: 3 });
  assert.equal(window, 3);
  assert.ok(rate > 50, `${rate} answers a second`);
});

test("far away there are never more than four", () => {
  const { window } = simulate({ delay: 300, service: 3 });
  assert.equal(window, 4);
});

test("a slow server is kept busy but not flooded", () => {
  const { window, rate, seq } = simulate({ delay: 1, service: 80 });
  assert.equal(window, 1);
  assert.ok(rate > 11, `${rate} answers a second`);
  assert.ok(seq < 60, `${seq} messages`);
});

test("an answer settles all earlier messages", () => {
  const clock = createClock();
  const pace = createPace(clock.now);
  pace.sent(1);
  pace.sent(2);
  clock.pass(30);
  assert.equal(pace.silence(), 30);
  pace.answered(2);
  assert.equal(pace.silence(), 0);
});
