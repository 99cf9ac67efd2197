// Listens in the page, before its own code runs: pointer, socket, screen. Changes nothing.
(() => {
  const log = (window.inklingProbe = { moves: 0, longTasks: [], paints: [], frames: [], decode: 0 });
  const rows = new Map();
  let moved = 0;
  for (const type of ["pointerdown", "pointerrawupdate", "pointermove", "pointerup"]) {
    addEventListener(type, (event) => (moved = event.timeStamp), { capture: true });
  }
  addEventListener("keydown", () => (moved = 0), { capture: true }); // what it sends is no move
  addEventListener("pointermove", () => (log.moves += 1), { capture: true });

  const metadataOf = (buffer) => {
    const length = Number(new DataView(buffer).getBigUint64(0, true));
    return JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length))).__metadata__;
  };
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        const at = performance.now();
        if (typeof data === "string") return;
        const { seq, timing } = metadataOf(data);
        const server = Object.values(JSON.parse(timing)).reduce((sum, part) => sum + part, 0);
        const row = rows.get(Number(seq));
        if (row) Object.assign(row, { received: at, server, bytes: data.byteLength });
        log.last = data;
      });
    }
    send(text) {
      const { seq, ink, append } = JSON.parse(text);
      rows.set(seq, { seq, drawn: Boolean(ink ?? append), moved, sent: performance.now() });
      super.send(text);
    }
  };

  const painted = (element) => {
    const row = rows.get(Number(element.dataset.seq));
    if (!row || row.painted) return;
    row.painted = performance.now();
    requestAnimationFrame(() => (row.pictured = performance.now())); // the next picture has it
    if (row.drawn) log.frames.push(row);
  };
  const watch = () => {
    const flow = document.querySelector("#flow");
    if (!flow) return setTimeout(watch, 20);
    new MutationObserver(() => painted(flow)).observe(flow, { attributeFilter: ["data-seq"] });
  };
  watch();
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
    });
  observe("longtask", ({ startTime, duration }) => log.longTasks.push([startTime, duration]));
  observe("measure", ({ name, duration }) => name === "inkling-paint" && log.paints.push(duration));
})();
