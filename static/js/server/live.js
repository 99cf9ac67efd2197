/**
 * The live connection: the newest facts win, and none is lost.
 *
 * `show` replaces what is to be answered. It leaves at once when the pace allows, else with the
 * next answer. What the socket was told last is remembered, so that a growing stroke is sent as its
 * new points; a new socket is told everything again.
 */
import { createPace } from "./pace.js";
import { messageFor } from "./wire.js";

/** @import { Connection, Problem } from "../types.js" */
/** @import { Facts } from "./wire.js" */

const FIRST_RETRY = 250;
const LONGEST_RETRY = 5000;
/** Without an answer for so long, the page says so. */
const SILENCE = 1500;
/** And after so long the socket counts as lost, whatever it says. */
const PATIENCE = 10_000;

/**
 * @typedef {object} Timers
 * @property {() => number} now
 * @property {(call: () => void, ms: number) => any} after
 * @property {(timer: any) => void} cancel
 */

/** @type {Timers} */
export const REAL_TIMERS = {
  now: () => performance.now(),
  after: (call, ms) => setTimeout(call, ms),
  cancel: (timer) => clearTimeout(timer),
};

/**
 * @typedef {object} LiveOptions
 * @property {(network: string) => WebSocket} connect opens a socket; `binaryType` is set here
 * @property {(buffer: ArrayBuffer, asked: ReadonlyMap<number, Facts>) => {seq: number, work: number}} onFrame
 *   gives back which of what was asked the frame answers, and the milliseconds that the server spent on it
 * @property {(problem: Problem, facts: Facts | undefined) => void} onProblem with what was refused
 * @property {(connection: Connection) => void} onConnection
 * @property {Timers} [timers]
 */

/** @typedef {ReturnType<typeof createLive>} Live */

/** @param {LiveOptions} options */
export function createLive({ connect, onFrame, onProblem, onConnection, timers = REAL_TIMERS }) {
  const pace = createPace(timers.now);
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {Facts | null} */
  let newest = null;
  /** The last facts that left, answered or not. @type {Facts | null} */
  let sent = null;
  /** What the server holds for this socket; null: it must be told everything. @type {Facts | null} */
  let known = null;
  /** What waits for an answer, by seq. @type {Map<number, Facts>} */
  const asked = new Map();
  let seq = 0;
  let failures = 0;
  /** @type {any} */
  let flushTimer = null;
  /** @type {any} */
  let retryTimer = null;
  /** @type {any} */
  let watchdog = null;
  let silent = false;

  function open() {
    if (!newest || socket) return;
    timers.cancel(retryTimer);
    const { network } = newest;
    const fresh = connect(network);
    fresh.binaryType = "arraybuffer";
    fresh.onopen = () => {
      failures = 0;
      known = { network, ink: NOTHING, picture: null, cell: null };
      timers.cancel(watchdog);
      watchdog = null;
      onConnection("open");
      flush();
    };
    fresh.onmessage = ({ data }) => receive(data);
    fresh.onclose = () => lose();
    socket = fresh;
    watchdog = timers.after(lose, PATIENCE); // a network that drops everything never says no
  }

  /** The connection is gone: forget it, come back soon. */
  function lose() {
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    socket = sent = known = null;
    pace.restart();
    asked.clear();
    for (const timer of [flushTimer, watchdog]) timers.cancel(timer);
    flushTimer = watchdog = null;
    silent = false;
    onConnection("reconnecting");
    const delay = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** failures++);
    retryTimer = timers.after(open, delay * (0.75 + Math.random() / 2));
  }

  function flush() {
    timers.cancel(flushTimer);
    flushTimer = null;
    if (!socket || socket.readyState !== 1 || !newest || newest === sent) return;
    const wait = pace.wait();
    if (wait === Infinity) return;
    if (wait > 0) {
      flushTimer = timers.after(flush, wait);
      return;
    }
    seq += 1;
    socket.send(messageFor(newest, known, seq));
    sent = known = newest;
    asked.set(seq, newest);
    pace.sent(seq);
    watchdog ??= timers.after(watch, SILENCE);
  }

  function watch() {
    watchdog = null;
    const silence = pace.silence();
    if (silence >= PATIENCE) return lose();
    if (silence >= SILENCE && !silent) {
      silent = true;
      onConnection("silent");
    }
    if (silence > 0) watchdog = timers.after(watch, (silent ? PATIENCE : SILENCE) - silence);
  }

  function heard() {
    if (!silent) return;
    silent = false;
    timers.cancel(watchdog);
    watchdog = timers.after(watch, SILENCE);
    onConnection("open");
  }

  /** @param {ArrayBuffer | string} data */
  function receive(data) {
    const answer = typeof data === "string" ? JSON.parse(data) : onFrame(data, asked);
    const refused = asked.get(answer.seq);
    for (const earlier of [...asked.keys()]) if (earlier <= answer.seq) asked.delete(earlier);
    if (answer.seq !== null) pace.answered(answer.seq, answer.work);
    heard();
    if (answer.problem) {
      known = null; // it did not take what it refused: tell it everything next time
      if (asked.size) sent = null; // and at once, where what followed was built on that
      onProblem(answer.problem, refused);
    }
    flush();
  }

  return {
    /** @param {Facts} facts */
    show(facts) {
      newest = facts;
      if (socket) flush();
      else if (!failures) open();
    },

    /** Try again now: the browser is online again, or somebody asked. */
    retry() {
      if (silent) lose();
      if (!socket) open();
    },
  };
}

/** No stroke ever continues this one. */
const NOTHING = { strokes: [], width: -1 };
