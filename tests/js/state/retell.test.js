import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { momentActions } from "../../../static/js/state/moments.js";
import { keepAnswered } from "../../../static/js/state/retell.js";
import { createState } from "../../../static/js/state/store.js";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setInterval"] }));
afterEach(() => mock.timers.reset());

const RESTED = 300;

/** An answer as the socket brings it: a header without tensors. @param {string} label */
function answer(label) {
  const metadata = { seq: "0", label, index: "0", probabilities: "[1]", not_a_digit: "null" };
  const text = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata }));
  const buffer = new ArrayBuffer(8 + text.length);
  new DataView(buffer).setUint32(0, text.length, true);
  new Uint8Array(buffer, 8).set(text);
  return buffer;
}

/** Two moments that nobody has answered, and sockets that the test opens, answers and breaks. */
function desk() {
  const state = createState();
  const points = Array.from({ length: 3 }, (_, at) => [0.1 * at, 0.5, 20 * at]);
  const stroke = (count) => points.slice(0, count);
  const moment = (count) => ({
    drawing: { ink: { strokes: [stroke(count)], width: 0.07 }, picture: null },
    deed: "draw",
    time: 20 * count,
    run: 1,
    answer: null,
  });
  state.networkId.value = "a";
  state.anatomy.value = { id: "a", layers: [{ name: "in" }, { name: "out" }] };
  state.moments.value = [moment(2), moment(3)];
  const sockets = [];
  const connect = (network, layers) => {
    const socket = { network, layers, sent: [], closed: false };
    socket.send = (text) => socket.sent.push(JSON.parse(text));
    socket.close = () => (socket.closed = true);
    sockets.push(socket);
    return socket;
  };
  const stop = keepAnswered(
    state,
    momentActions(state, () => 0),
    connect,
  );
  const labels = () => state.moments.value.map((each) => each.answer?.label ?? null);
  return { state, sockets, stop, labels };
}

test("moments without an answer are asked for in turn, the last layer only", () => {
  const { state, sockets, labels } = desk();
  mock.timers.tick(RESTED);
  assert.equal(sockets.length, 0, "nobody is connected");
  state.connection.value = "open";
  mock.timers.tick(RESTED);
  const [socket] = sockets;
  assert.deepEqual([socket.network, socket.layers], ["a", "out"]);
  socket.onopen();
  socket.onmessage({ data: answer("1") });
  assert.deepEqual(socket.sent[1].append, [[0.2, 0.5, 40]], "what grew is sent as its new points");
  socket.onmessage({ data: answer("7") });
  assert.deepEqual(labels(), ["1", "7"]);
  assert.ok(socket.closed);
});

test("another change of the network asks anew; the old socket's end disturbs nothing", () => {
  const { state, sockets, labels } = desk();
  state.connection.value = "open";
  mock.timers.tick(RESTED);
  sockets[0].onopen();
  sockets[0].onmessage({ data: answer("1") });
  const ends = sockets[0].onclose;
  state.edits.value = [{ layer: "in", channel: 0, scale: 0 }];
  assert.deepEqual(labels(), [null, null], "what the network said does not count any more");
  mock.timers.tick(RESTED);
  assert.equal(sockets.length, 2);
  assert.equal(sockets[0].onclose, null, "or its end would be taken for the new one's");
  assert.notEqual(ends, null);
  state.moments.value = [...state.moments.value];
  mock.timers.tick(RESTED);
  assert.equal(sockets.length, 2, "one socket at a time");
  sockets[1].onopen();
  assert.deepEqual(sockets[1].sent[0].edits, state.edits.value);
});

test("who draws while the moments are asked for has them asked again after the next change", () => {
  const { state, sockets } = desk();
  state.connection.value = "open";
  mock.timers.tick(RESTED);
  sockets[0].onopen();
  state.moments.value = [...state.moments.value];
  for (const label of ["1", "7"]) sockets[0].onmessage({ data: answer(label) });
  assert.ok(sockets[0].closed);
  state.fit.value = false;
  mock.timers.tick(RESTED);
  assert.equal(sockets.length, 2);
});

test("a socket that breaks is tried again when the page is connected again", () => {
  const { state, sockets, labels } = desk();
  state.connection.value = "open";
  mock.timers.tick(RESTED);
  sockets[0].onopen();
  sockets[0].onmessage({ data: answer("1") });
  state.connection.value = "reconnecting";
  sockets[0].onclose();
  assert.deepEqual(labels(), ["1", null], "what had come is kept");
  mock.timers.tick(RESTED);
  assert.equal(sockets.length, 1);
  state.connection.value = "open";
  mock.timers.tick(RESTED);
  assert.equal(sockets.length, 2);
  sockets[1].onopen();
  sockets[1].onmessage({ data: JSON.stringify({ problem: { title: "No" } }) });
  assert.ok(sockets[1].closed, "what is refused is not asked for again");
  mock.timers.tick(RESTED);
  assert.equal(sockets.length, 2);
});
