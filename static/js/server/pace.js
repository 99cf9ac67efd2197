/**
 * How many messages may be under way, and how soon the next may follow.
 *
 * With one message in flight a round trip of 40 ms allows 22 answers a second; with three, 60. So
 * the window grows until answers can come once per screen frame, and shrinks when they only wait
 * for each other at a busy server (the idea of TCP Vegas).
 */

const SCREEN_FRAME = 1000 / 60;
const MOST = 4;
const SAMPLES = 24;

/** @typedef {ReturnType<typeof createPace>} Pace */

/** @param {() => number} now milliseconds */
export function createPace(now) {
  /** When each unanswered message left, oldest first. @type {Map<number, number>} */
  const pending = new Map();
  /** Newest last. @type {number[]} */
  let trips = [];
  let smooth = 0;
  let window = 1;
  let lastSent = -Infinity;

  /** The undisturbed round trip. */
  const shortest = () => (trips.length ? Math.min(...trips) : SCREEN_FRAME);

  /** @param {number} trip */
  function learn(trip) {
    trips = [...trips.slice(1 - SAMPLES), trip];
    smooth = smooth ? smooth + (trip - smooth) / 4 : trip;
    const queued = window * (1 - Math.min(1, shortest() / smooth));
    const wanted = Math.min(MOST, Math.ceil(shortest() / SCREEN_FRAME));
    if (queued > 1 || window > wanted) window = Math.max(1, window - 1);
    else if (queued < 0.5 && window < wanted) window += 1;
  }

  return {
    /** @param {number} seq */
    sent(seq) {
      lastSent = now();
      pending.set(seq, lastSent);
    },

    /** An answer to `seq` settles every earlier message too: the server leaves stale ones out. @param {number} seq */
    answered(seq) {
      const left = pending.get(seq);
      for (const earlier of [...pending.keys()]) if (earlier <= seq) pending.delete(earlier);
      if (left !== undefined) learn(now() - left);
    },

    /** Milliseconds until the next message may leave; Infinity: not before an answer. */
    wait() {
      if (pending.size >= window) return Infinity;
      const gap = Math.min(SCREEN_FRAME, shortest() / window);
      return pending.size === 0 ? 0 : Math.max(0, lastSent + gap - now());
    },

    /** Milliseconds that the oldest message waits for its answer. */
    silence: () => (pending.size ? now() - Math.min(...pending.values()) : 0),

    /** A new connection: nothing is under way. */
    restart() {
      pending.clear();
      lastSent = -Infinity;
    },

    window: () => window,
  };
}
