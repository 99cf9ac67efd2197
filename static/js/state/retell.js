/** The timeline is always about the network on the page: moments without its answer are asked again. */
import { effect } from "../core/signals.js";
import { askInTurn } from "../server/series.js";
import { groundOf, unanswered } from "./moments.js";

/** @import { Answer, Drawing } from "../types.js" */
/** @import { Actions } from "./actions.js" */
/** @import { State } from "./store.js" */

/** Asking begins when the network has rested this long, in ms. */
const REST = 300;

/** The timeline is told this often, in ms. */
const OFTEN = 120;

/**
 * @param {State} state
 * @param {Pick<Actions, "forgetAnswers" | "fillAnswers">} actions
 * @param {(network: string, layers: string) => WebSocket} connect
 * @param {readonly unknown[]} [ground] what the answers on the timeline depend on
 * @returns {() => void} stops
 */
export function keepAnswered(state, actions, connect, ground = groundOf(state)) {
  /** What the server would not answer. @type {WeakSet<Drawing>} */
  const refused = new WeakSet();
  /** @type {(() => void) | null} */
  let hang = null;
  let resting = 0;
  let known = ground;

  function start() {
    const drawings = unanswered(state.moments.peek())
      .map(({ drawing }) => drawing)
      .filter((drawing) => !refused.has(drawing));
    const facts = factsOf(state);
    if (!drawings.length || !facts) return;
    hang = askAll(connect(facts.network, facts.layers[0]), drawings, facts, {
      tell: actions.fillAnswers,
      refuse: (drawing) => refused.add(drawing),
      finished: () => (hang = null),
    });
  }

  const watchNetwork = effect(() => {
    const now = groundOf(state);
    if (now.some((fact, at) => fact !== known[at])) {
      hang?.();
      actions.forgetAnswers();
    }
    known = now;
  });
  const watchMoments = effect(() => {
    // All are read each time: what is not read is not watched.
    const waits = unanswered(state.moments.value).length > 0;
    const open = state.connection.value === "open" && state.anatomy.value !== null;
    if (state.lapsing.value) return; // another moment of the training is near
    if (!waits || !open || hang) return;
    clearTimeout(resting);
    resting = setTimeout(start, REST);
  });
  return () => {
    watchNetwork();
    watchMoments();
    clearTimeout(resting);
    hang?.();
  };
}

/** What every answer shall be about; null while the network is not there. @param {State} state */
function factsOf(state) {
  const anatomy = state.anatomy.peek();
  if (!anatomy || anatomy.id !== state.networkId.peek()) return null;
  const layers = [anatomy.layers[anatomy.layers.length - 1].name];
  const [edits, fit, checkpoint] = [state.edits, state.fit, state.checkpoint];
  return {
    network: anatomy.id,
    edits: edits.peek(),
    fit: fit.peek(),
    checkpoint: checkpoint.peek(),
    layers,
  };
}

/**
 * Ask for all of them, and tell every now and then what has come.
 *
 * @param {WebSocket} socket just made
 * @param {readonly Drawing[]} drawings
 * @param {Parameters<typeof askInTurn>[2]} facts
 * @param {object} hear
 * @param {(answers: ReadonlyMap<Drawing, Answer>) => void} hear.tell
 * @param {(drawing: Drawing) => void} hear.refuse
 * @param {() => void} hear.finished all are answered, or nobody answers any more
 * @returns {() => void} stops
 */
function askAll(socket, drawings, facts, { tell, refuse, finished }) {
  /** @type {Map<Drawing, Answer>} */
  const answers = new Map();
  let left = drawings.length;
  const flush = () => {
    if (answers.size) tell(answers);
    answers.clear();
  };
  const telling = setInterval(flush, OFTEN);
  const stop = askInTurn(socket, drawings, facts, (drawing, answer) => {
    if (answer) answers.set(drawing, answer);
    else refuse(drawing);
    left -= 1;
    if (left === 0) finish();
  });
  const finish = () => {
    socket.onclose = null; // it comes late, when others are asked for already
    clearInterval(telling);
    stop();
    finished();
    flush();
  };
  socket.onclose = finish;
  return finish;
}
