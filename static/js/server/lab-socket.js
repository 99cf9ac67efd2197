/** The socket of one training: the job lives as long as it does. */
import { open, read } from "../core/safetensors.js";

/** @import { Tensor } from "../types.js" */

/** @typedef {{meta: Record<string, any>, tensors: Map<string, Tensor>}} Heard a binary message */

/**
 * @typedef {object} Handlers
 * @property {(event: Record<string, any>) => void} onEvent
 * @property {(heard: Heard) => void} onFrame
 * @property {(clean: boolean) => void} onClose `clean`: the server, or the page, meant it
 */

/** @typedef {ReturnType<typeof openTraining>} Training */

/** The server is done with the job and says so. */
const MEANT = 1000;

/** @param {Handlers} handlers @param {() => WebSocket} [connect] */
export function openTraining({ onEvent, onFrame, onClose }, connect = trainSocket) {
  const socket = connect();
  socket.binaryType = "arraybuffer";
  /** What was said before it was open. @type {string[] | null} */
  let waiting = [];
  socket.onopen = () => {
    for (const text of waiting ?? []) socket.send(text);
    waiting = null;
  };
  socket.onmessage = ({ data }) =>
    typeof data === "string" ? onEvent(JSON.parse(data)) : onFrame(decode(data));
  socket.onclose = ({ code }) => onClose(code === MEANT);

  return {
    /** @param {Record<string, unknown>} message */
    send(message) {
      const text = JSON.stringify(message);
      if (waiting) waiting.push(text);
      else if (socket.readyState === 1) socket.send(text);
    },

    /** Nothing more is heard of it. */
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(MEANT);
    },
  };
}

function trainSocket() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return new WebSocket(`${scheme}://${location.host}/api/v1/lab/train`);
}

/** Metadata are texts; those of numbers and lists are JSON. @param {ArrayBuffer} buffer @returns {Heard} */
export function decode(buffer) {
  const archive = open(buffer);
  const meta = Object.fromEntries(
    Object.entries(archive.metadata).map(([name, text]) => [name, plain(name, text)]),
  );
  const tensors = new Map(archive.entries.map(([name, entry]) => [name, read(archive, entry)]));
  return { meta, tensors };
}

/** Words, though they may look like numbers. */
const WORDS = new Set(["kind", "label", "optimiser"]);

/** @param {string} name @param {string} text */
const plain = (name, text) => (WORDS.has(name) ? text : JSON.parse(text));
