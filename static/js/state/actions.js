/** Everything a person can do, in one object; the only code that changes the state. */
import { ProblemError, getSample } from "../server/api.js";
import { drawingActions } from "./drawing.js";
import { editActions } from "./edits.js";
import { fitActions } from "./fit.js";
import { momentActions } from "./moments.js";
import { motionActions } from "./motion.js";
import { networkActions } from "./networks.js";
import { pictureOf } from "./picture.js";
import { replayActions } from "./replay.js";
import { selectionActions } from "./selection.js";
import { shortcutActions } from "./shortcuts.js";
import { themeActions } from "./theme.js";

/** @import { Picture, Problem } from "../types.js" */
/** @import { State } from "./store.js" */

/** @typedef {ReturnType<typeof createActions>} Actions */

/** @type {Problem} */
const NOT_FETCHED = {
  title: "This part of the page did not come",
  detail: "Is the server still running? Then try it once more.",
};

/**
 * @param {State} state
 * @param {() => number} [now] milliseconds
 */
export function createActions(state, now = () => performance.now()) {
  const drawing = drawingActions(state, now);
  const moments = momentActions(state, now);

  /** @param {Problem} problem */
  const report = (problem) => {
    state.problem.value = problem;
  };

  /** @template T @param {Promise<T>} work @returns {Promise<T | null>} null when it failed: it is shown */
  const attempt = (work) =>
    work.catch((error) => {
      if (!(error instanceof ProblemError)) throw error;
      report(error.problem);
      return null;
    });

  let wanted = 0;

  /** Show a picture, unless a newer one is wanted or the drawing has changed meanwhile. @param {Promise<Picture>} work */
  async function show(work) {
    const mine = ++wanted;
    const [ink, picture] = [state.ink.peek(), state.picture.peek()];
    const found = await attempt(work);
    const same = state.ink.peek() === ink && state.picture.peek() === picture;
    if (found && same && mine === wanted) drawing.setPicture(found);
  }

  return {
    ...drawing,
    ...moments,
    ...replayActions(state, moments),
    ...networkActions(state, report),
    ...selectionActions(state),
    ...fitActions(state, drawing.setPicture),
    ...themeActions(state),
    ...shortcutActions(state),
    ...editActions(state, report),
    ...motionActions(state),
    report,
    attempt,

    /** Code that is fetched when it is wanted; null when it does not come: it is said. @template T @param {Promise<T>} code @returns {Promise<T | null>} */
    fetchPart: (code) =>
      code.catch((error) => {
        console.error(error);
        report(NOT_FETCHED);
        return null;
      }),

    /** Open a panel of the rail; none for "". @param {string} id */
    openPanel(id) {
      state.panel.value = id;
    },

    /** Have every answer tell which digits are near in a layer; in none for "". @param {string} layer */
    lookAround(layer) {
      state.near.value = layer;
    },

    dismissProblem() {
      state.problem.value = null;
    },

    /** Show a picture file instead of strokes. @param {Blob} file */
    loadPicture: (file) => show(pictureOf(state.networkId.peek(), file)),

    /** The dice: a real digit of the test set. */
    roll: () => show(getSample(state.networkId.peek(), Math.floor(Math.random() * 2 ** 31))),
  };
}
