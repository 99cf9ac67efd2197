/** The timeline is always about the network on the page: moments without its answer are asked again. */
import { effect } from "../core/signals.js";
import { askInTurn } from "../server/series.js";
import { unanswered } from "./moments.js";

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
 * @returns {() => void} stops
 */
export function keepAnswered(state, actions, connect) {
  /** What the server would not answer. @type {WeakSet<Drawing>} */
  const refused = new WeakSet();
  /** @type {(() => void) | null} */
  let hang = null;
  let resting = 0;
  let asked = "";

  function start() {
    const drawings = unanswered(state.moments.peek())
      .map(({ drawing }) => drawing)
      .filter((drawing) => !refused.has(drawing));
    const anatomy = state.anatomy.peek();
    if (!drawings.length || !anatomy || anatomy.id !== state.networkId.peek()) return;
    const layers = [anatomy.layers[anatomy.layers.length - 1].name];
    const [edits, fit] = [state.edits.peek(), state.fit.peek()];
    /** @type {Map<Drawing, Answer>} */
    const answers = new Map();
    let left = drawings.length;
    const tell = () => {
      if (answers.size) actions.fillAnswers(answers);
      answers.clear();
    };
    const telling = setInterval(tell, OFTEN);
    const socket = connect(anatomy.id, layers[0]);
    const stop = askInTurn(
      socket,
      drawings,
      { network: anatomy.id, edits, fit, layers },
      (drawing, answer) => {
        if (answer) answers.set(drawing, answer);
        else refused.add(drawing);
        left -= 1;
        if (left === 0) finish();
      },
    );
    const finish = (hang = () => {
      hang = null;
      clearInterval(telling);
      stop();
      tell();
    });
    socket.onclose = finish;
  }

  const soon = () => {
    clearTimeout(resting);
    resting = setTimeout(start, REST);
  };

  const watchNetwork = effect(() => {
    const now = JSON.stringify([state.networkId.value, state.edits.value, state.fit.value]);
    if (asked && asked !== now) {
      hang?.();
      actions.forgetAnswers();
    }
    asked = now;
  });
  const watchMoments = effect(() => {
    const open = state.connection.value === "open" && state.anatomy.value !== null;
    if (open && !hang && unanswered(state.moments.value).length > 0) soon();
  });
  return () => {
    watchNetwork();
    watchMoments();
    clearTimeout(resting);
    hang?.();
  };
}
