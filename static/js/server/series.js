/** One drawing after the other: what the network says to each, without the layers in between. */
import { answerOf, peek } from "../core/frame.js";
import { messageFor } from "./wire.js";

/** @import { Answer, Drawing } from "../types.js" */
/** @import { Facts } from "./wire.js" */

/**
 * Ask for one drawing after the other, over a socket of their own.
 *
 * @param {WebSocket} socket just made
 * @param {readonly Drawing[]} drawings in the order of drawing: what grew is sent as its new points
 * @param {Pick<Facts, "network" | "edits" | "fit" | "checkpoint" | "layers">} facts
 * @param {(drawing: Drawing, answer: Answer | null) => void} onAnswer null: it was refused
 * @returns {() => void} stops
 */
export function askInTurn(socket, drawings, facts, onAnswer) {
  /** @type {Facts | null} */
  let known = null;
  let at = 0;

  const ask = () => {
    if (at >= drawings.length) return socket.close();
    const next = { ...facts, ...drawings[at], cell: null };
    socket.send(messageFor(next, known, at));
    known = next;
  };
  socket.binaryType = "arraybuffer";
  socket.onopen = ask;
  socket.onmessage = ({ data }) => {
    const answer = typeof data === "string" ? null : answerOf(peek(data).archive);
    if (!answer) known = null;
    onAnswer(drawings[at], answer);
    at += 1;
    ask();
  };
  return () => {
    socket.onopen = socket.onmessage = null;
    socket.close();
  };
}
