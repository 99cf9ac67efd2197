/**
 * How many messages may be under way, and how soon the next may follow.
 *
 * With one message in flight a round trip of 40 ms allows 22 answers a second; with three, 60. So
 * the window is the round trip over the time between answers that can be had: a screen frame, or what
 * the server needs for one. More in flight would only wait there and grow stale.
 */

const SCREEN_FRAME = 1000 / 60;
const MOST = 4;
const SAMPLES = 24;
/** A trip a little longer than one interval is not worth a second message. */
const TOLERANCE = 0.25;

/** @typedef {ReturnType<typeof createPace>} Pace */

/** @param {() => number} now milliseconds */
export function createPace(now) {
  /** When each unanswered message left, oldest first. @type {Map<number, number>} */
  const pending = new Map();
  /** Newest last. @type {number[]} */
  let trips = [];
  let service = 0;
  let window = 1;
  let lastSent = -Infinity;

  /** The undisturbed round trip. */
  const shortest = () => (trips.length ? Math.min(...trips) : SCREEN_FRAME);

  /** @param {number} trip @param {number} work */
  function learn(trip, work) {
    trips = [...trips.slice(1 - SAMPLES), trip];
    service += (work - service) / 4;
    const fit = Math.ceil(shortest() / Math.max(SCREEN_FRAME, service) - TOLERANCE);
    window = Math.min(MOST, Math.max(1, fit));
  }

  return {
    /** @param {number} seq */
    sent(seq) {
      lastSent = now();
      pending.set(seq, lastSent);
    },

    /**
     * An answer settles every earlier message too: the server leaves stale ones out.
     *
     * @param {number} seq
     * @param {number} [work] milliseconds that the server spent on it
     */
    answered(seq, work = 0) {
      const left = pending.get(seq);
      for (const earlier of [...pending.keys()]) if (earlier <= seq) pending.delete(earlier);
      if (left !== undefined) learn(now() - left, work);
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
