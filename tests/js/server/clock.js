/** Time that passes only when a test says so. */
export function createClock() {
  let time = 0;
  let ids = 0;
  const waiting = new Map();
  const clock = {
    now: () => time,
    after(call, ms) {
      waiting.set(++ids, { call, at: time + ms });
      return ids;
    },
    cancel: (id) => waiting.delete(id),
    /** Let time pass, and what is due happen in order. */
    pass(ms) {
      const end = time + ms;
      for (;;) {
        const due = [...waiting].filter(([, { at }]) => at <= end);
        if (due.length === 0) break;
        due.sort(([, a], [, b]) => a.at - b.at);
        const [id, { call, at }] = due[0];
        waiting.delete(id);
        time = Math.max(time, at);
        call();
      }
      time = end;
    },
  };
  return clock;
}
