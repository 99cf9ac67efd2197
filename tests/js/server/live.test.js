import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, extend } from "../../../static/js/core/ink.js";
import { createLive } from "../../../static/js/server/live.js";
import { createClock } from "./clock.js";

const BLANK = { strokes: [], width: 0.07 };
const facts = (ink, more = {}) => ({ network: "a", ink, picture: null, cell: null, ...more });
const dot = begin(BLANK, [0.5, 0.5, 0]);

/** A live connection over sockets that the test opens, answers and breaks. */
function stage() {
  const clock = createClock();
  const sockets = [];
  const seen = { frames: [], problems: [], connection: "connecting" };
  const live = createLive({
    timers: clock,
    connect(network) {
      const socket = {
        network,
        readyState: 0,
        sent: [],
        send: (text) => socket.sent.push(JSON.parse(text)),
        close: () => (socket.readyState = 3),
        open() {
          socket.readyState = 1;
          socket.onopen();
        },
        answer: (seq) => socket.onmessage({ data: { seq, work: 2 } }),
        refuse: (seq) =>
          socket.onmessage({ data: JSON.stringify({ seq, problem: { title: "No" } }) }),
        drop() {
          socket.readyState = 3;
          socket.onclose();
        },
      };
      sockets.push(socket);
      return socket;
    },
    onFrame(answer) {
      seen.frames.push(answer.seq);
      return answer;
    },
    onProblem: (problem, refused) => seen.problems.push({ problem, refused }),
    onConnection: (connection) => (seen.connection = connection),
  });
  return { clock, live, seen, sockets, socket: () => sockets.at(-1) };
}

test("the first facts open a socket to their network and are sent whole", () => {
  const { live, seen, socket } = stage();
  live.show(facts(dot));
  assert.equal(socket().network, "a");
  assert.deepEqual(socket().sent, []);
  socket().open();
  assert.equal(seen.connection, "open");
  assert.deepEqual(socket().sent, [{ seq: 1, ink: dot }]);
});

test("while an answer is awaited only the newest is kept, and only what is new is sent", () => {
  const { clock, live, seen, socket } = stage();
  live.show(facts(dot));
  socket().open();
  let ink = dot;
  for (let i = 1; i <= 20; i++) {
    ink = extend(ink, [[0.5 + i / 100, 0.5, i]]);
    live.show(facts(ink));
  }
  assert.equal(socket().sent.length, 1);
  clock.pass(5);
  socket().answer(1);
  assert.equal(socket().sent.length, 2);
  assert.equal(socket().sent[1].append.length, 20);
  assert.deepEqual(seen.frames, [1]);
  clock.pass(5);
  socket().answer(2);
  assert.equal(socket().sent.length, 2, "nothing new, nothing sent");
});

test("what the server was told adds up to the drawing", () => {
  const { clock, live, socket } = stage();
  let ink = BLANK;
  live.show(facts(ink));
  socket().open();
  for (let i = 0; i < 200; i++) {
    const point = [(i % 50) / 50, Math.floor(i / 50) / 5, i];
    ink = i % 50 === 0 ? begin(ink, point) : extend(ink, [point]);
    live.show(facts(ink));
    clock.pass(3);
    if (i % 4 === 0) socket().answer(socket().sent.at(-1).seq);
  }
  socket().answer(socket().sent.at(-1).seq);
  let told = BLANK;
  for (const message of socket().sent) {
    told = message.ink ?? extend(told, message.append);
  }
  assert.deepEqual(told, ink);
  assert.ok(socket().sent.some(({ append }) => append));
});

test("a lost connection comes back by itself and hears everything again", () => {
  const { clock, live, seen, sockets, socket } = stage();
  live.show(facts(dot));
  socket().open();
  socket().drop();
  assert.equal(seen.connection, "reconnecting");
  const more = extend(dot, [[0.9, 0.9, 9]]);
  live.show(facts(more));
  assert.equal(sockets.length, 1, "not at once: the server may be starting");
  clock.pass(400);
  assert.equal(sockets.length, 2);
  socket().open();
  assert.equal(seen.connection, "open");
  assert.deepEqual(socket().sent, [{ seq: 2, ink: more }]);
});

test("each failure doubles the wait, up to a limit", () => {
  const { clock, live, sockets, socket } = stage();
  live.show(facts(dot));
  for (let i = 0; i < 12; i++) {
    socket().drop();
    clock.pass(6300);
    assert.equal(sockets.length, i + 2);
  }
  socket().drop();
  clock.pass(3000);
  assert.equal(sockets.length, 13);
  live.retry();
  assert.equal(sockets.length, 14, "the browser is online again");
});

test("a silent server is given up", () => {
  const { clock, live, seen, sockets, socket } = stage();
  live.show(facts(dot));
  socket().open();
  clock.pass(9000);
  assert.equal(seen.connection, "silent");
  clock.pass(2000);
  assert.equal(seen.connection, "reconnecting");
  assert.equal(sockets[0].readyState, 3);
});

test("a server that takes long is said to be silent until it answers", () => {
  const { clock, live, seen, socket, sockets } = stage();
  live.show(facts(dot));
  socket().open();
  clock.pass(1000);
  assert.equal(seen.connection, "open");
  clock.pass(600);
  assert.equal(seen.connection, "silent");
  socket().answer(1);
  assert.equal(seen.connection, "open");
  clock.pass(60_000);
  assert.equal(seen.connection, "open");
  live.show(facts(extend(dot, [[0.6, 0.5, 1]])));
  clock.pass(1600);
  assert.equal(seen.connection, "silent", "and again");
  live.retry();
  assert.equal(sockets.length, 2, "who asks for it gets another socket at once");
});

test("a socket that never opens is given up", () => {
  const { clock, live, seen, sockets } = stage();
  live.show(facts(dot));
  clock.pass(10_100);
  assert.equal(seen.connection, "reconnecting");
  clock.pass(1000);
  assert.equal(sockets.length, 2);
});

test("silence without a question is no failure", () => {
  const { clock, live, seen, socket } = stage();
  live.show(facts(dot));
  socket().open();
  clock.pass(20);
  socket().answer(1);
  clock.pass(60_000);
  assert.equal(seen.connection, "open");
});

test("a refused message is reported once, with what was refused, and not repeated", () => {
  const { clock, live, seen, socket } = stage();
  const picture = { image: "broken" };
  live.show(facts(BLANK, { picture }));
  socket().open();
  assert.deepEqual(socket().sent, [{ seq: 1, image: "broken" }]);
  socket().refuse(1);
  clock.pass(1000);
  assert.equal(seen.problems.length, 1);
  assert.equal(seen.problems[0].refused.picture, picture);
  assert.equal(socket().sent.length, 1);
  live.show(facts(dot));
  assert.deepEqual(socket().sent[1], { seq: 2, network: "a", ink: dot, layers: [] });
});

test("what followed a refused message is told again, whole", () => {
  const { clock, live, socket } = stage();
  socketFarAway(clock, live, socket);
  const [first, longer] = [dot, extend(dot, [[0.7, 0.5, 9]])];
  live.show(facts(first));
  clock.pass(20);
  live.show(facts(longer));
  clock.pass(20);
  const [, , refused, built] = socket().sent.slice(-4);
  assert.ok(refused.ink && built.append, "one was under way when the next left");
  socket().refuse(refused.seq);
  clock.pass(60);
  assert.deepEqual(socket().sent.at(-1).ink, longer);
  socket().answer(built.seq);
  socket().answer(socket().sent.at(-1).seq);
  const count = socket().sent.length;
  clock.pass(1000);
  assert.equal(socket().sent.length, count, "and once is enough");
});

/** Trips of 60 ms: several messages may be under way. */
function socketFarAway(clock, live, socket) {
  for (let i = 0; i < 4; i++) {
    live.show(facts({ strokes: [[[i / 10, 0, 0]]], width: 0.07 }));
    if (i === 0) socket().open();
    clock.pass(60);
    socket().answer(socket().sent.at(-1).seq);
  }
}

test("another network is named once; the cell goes with every message", () => {
  const { clock, live, socket } = stage();
  const cell = { layer: "x", channel: 1, row: 2, column: 3 };
  live.show(facts(dot));
  socket().open();
  clock.pass(5);
  socket().answer(1);
  live.show(facts(dot, { network: "b" }));
  clock.pass(5);
  socket().answer(2);
  live.show(facts(dot, { network: "b", cell }));
  assert.deepEqual(socket().sent.slice(1), [
    { seq: 2, network: "b" },
    { seq: 3, cell },
  ]);
});

test("a drawing too large for one message is thinned, not refused", () => {
  const { live, socket } = stage();
  const stroke = Array.from({ length: 9000 }, (_, i) => [
    Math.abs((i % 200) - 100) / 100,
    i / 9000,
    i * 8,
  ]);
  live.show(facts({ strokes: [stroke], width: 0.07 }));
  socket().open();
  const [message] = socket().sent;
  assert.ok(JSON.stringify(message).length < 64_000);
  assert.ok(message.ink.strokes[0].length > 1000);
});

test("a picture that the server has is not sent again for another cell", () => {
  const { clock, live, socket } = stage();
  const picture = { image: "aGk=" };
  live.show(facts(BLANK, { picture }));
  socket().open();
  clock.pass(5);
  socket().answer(1);
  live.show(facts(BLANK, { picture, cell: { layer: "x", channel: 2, extra: true } }));
  assert.deepEqual(socket().sent[1], { seq: 2, cell: { layer: "x", channel: 2 } });
  clock.pass(5);
  socket().answer(2);
  live.show(facts(dot));
  assert.deepEqual(socket().sent[2], { seq: 3, ink: dot });
});

test("pixels go as they are", () => {
  const { live, socket } = stage();
  live.show(facts(BLANK, { picture: { pixels: [[0, 1]], label: "7" } }));
  socket().open();
  assert.deepEqual(socket().sent, [{ seq: 1, pixels: [[0, 1]] }]);
});

test("edits hold for every message and are told once, the drawing only when it must", () => {
  const { live, socket } = stage();
  const edits = [{ layer: "conv", channel: 1, scale: 0 }];
  live.show(facts(dot));
  socket().open();
  socket().answer(1);
  live.show(facts(dot, { edits }));
  socket().answer(2);
  live.show(facts(dot, { edits, fit: false }));
  socket().answer(3);
  live.show(facts(dot));
  assert.deepEqual(socket().sent.slice(1), [
    { seq: 2, edits, baseline: true },
    { seq: 3, ink: dot, fit: false, keep: true, baseline: true },
    { seq: 4, ink: dot },
  ]);
});

test("the wanted layers are named when they change, and again when nothing is certain", () => {
  const { live, socket } = stage();
  live.show(facts(dot, { layers: [] }));
  socket().open();
  socket().answer(1);
  live.show(facts(dot, { layers: ["relu"] }));
  socket().answer(2);
  live.show(facts(extend(dot, [[0.6, 0.5, 20]]), { layers: ["relu"] }));
  socket().refuse(3);
  live.show(facts(dot, { layers: ["relu"] }));
  socket().answer(4);
  live.show(facts(dot, { layers: [], network: "b" }));
  assert.deepEqual(
    socket().sent.map(({ layers }) => layers),
    [undefined, ["relu"], undefined, ["relu"], undefined],
  );
});

test("differences are asked for when they are shown; their edits are not told again", () => {
  const { live, socket } = stage();
  const edits = [{ layer: "conv", channel: 1, scale: 0 }];
  live.show(facts(dot, { edits, difference: true }));
  socket().open();
  socket().answer(1);
  live.show(facts(dot, { edits }));
  assert.deepEqual(socket().sent, [
    { seq: 1, ink: dot, edits, baseline: true, difference: true },
    { seq: 2, keep: true, baseline: true },
  ]);
});
