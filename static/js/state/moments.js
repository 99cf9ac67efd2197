/**
 * While somebody draws: every live answer is kept with its moment, and the page can show any of
 * them again. Only drawings and probabilities are kept; the layers of a moment are asked for again.
 */
import { isBlank } from "../core/ink.js";
import { drawingAt, nearestMoment, spotsOf, thin } from "../core/moments.js";
import { batch } from "../core/signals.js";

/** @import { Answer, Drawing, Moment, Stamp } from "../types.js" */
/** @import { Facts } from "../server/wire.js" */
/** @import { State } from "./store.js" */

/** Without answers, moments are this far apart, in ms. */
const SPARSE = 50;

/** What an answer depends on besides the drawing. @param {State} state */
export const groundOf = ({ networkId, edits, fit, checkpoint }) => [
  networkId.value,
  edits.value,
  fit.value,
  checkpoint.value,
];

/** @param {Facts} facts what an answer is about @param {State} state */
const isOfNow = ({ network, edits, fit, checkpoint = null }, state) =>
  network === state.networkId.peek() &&
  edits === state.edits.peek() &&
  fit === state.fit.peek() &&
  checkpoint === state.checkpoint.peek();

/** @param {State} state @param {() => number} now milliseconds */
export function momentActions(state, now) {
  /** @type {Stamp} */
  let latest = { drawing: state.seen.peek(), deed: "clear", time: -Infinity, run: 0 };

  /** @param {Drawing} drawing @returns {Stamp} */
  function next(drawing) {
    const deed = state.deed.peek();
    const anew = isBlank(latest.drawing) && latest.deed === "clear" && deed !== "undo";
    return { drawing, deed, time: now(), run: latest.run + (anew ? 1 : 0) };
  }

  /** @param {Stamp} stamp @param {Answer | null} answer */
  function add(stamp, answer) {
    const moments = state.moments.peek();
    const last = moments.at(-1);
    if (last?.drawing === stamp.drawing) {
      if (!answer || last.answer) return;
      state.moments.value = [...moments.slice(0, -1), { ...last, answer }];
    } else if (stamp.run !== last?.run) {
      if (!isBlank(stamp.drawing)) state.moments.value = [{ ...stamp, answer }];
    } else if (stamp.time >= last.time) {
      state.moments.value = thin([...moments, { ...stamp, answer }]);
    }
  }

  return {
    /** The drawing of now with its time; null while the page shows something else. */
    stamp() {
      const [ink, picture, past] = [state.ink.value, state.picture.value, state.past.value];
      if (ink !== latest.drawing.ink || picture !== latest.drawing.picture) {
        latest = next({ ink, picture });
      }
      return past ? null : latest;
    },

    /** An answer has come: keep it with its moment. @param {Facts | undefined} facts @param {Answer} answer */
    record(facts, answer) {
      if (facts?.stamp && isOfNow(facts, state)) add(facts.stamp, answer);
    },

    /** Nobody answers: keep the moment all the same, to ask later. @param {Stamp} stamp */
    recordUnanswered(stamp) {
      const last = state.moments.peek().at(-1);
      if (!last || stamp.deed !== last.deed || stamp.time - last.time >= SPARSE) add(stamp, null);
    },

    /** Another network, or the network changed: what it said does not count any more. */
    forgetAnswers() {
      state.moments.value = state.moments.peek().map((moment) => ({ ...moment, answer: null }));
    },

    /** Answers to moments that had none. @param {ReadonlyMap<Drawing, Answer>} answers */
    fillAnswers(answers) {
      state.moments.value = state.moments
        .peek()
        .map((moment) => ({ ...moment, answer: answers.get(moment.drawing) ?? moment.answer }));
    },

    /** Show the moment nearest to a spot. @param {number} spot ms on the timeline */
    visit(spot) {
      const moments = state.moments.peek();
      if (moments.length === 0) return;
      const spots = spotsOf(moments);
      const at = nearestMoment(spots, spot);
      showPast(state, moments[at].drawing, spots[at]);
    },

    /** Show what the hand had drawn at a spot, also between two moments. @param {number} spot */
    passBy(spot) {
      const moments = state.moments.peek();
      if (moments.length) showPast(state, drawingAt(moments, spotsOf(moments), spot), spot);
    },

    returnToNow() {
      state.past.value = state.instant.value = null;
    },
  };
}

/** @param {State} state @param {Drawing} drawing @param {number} spot */
function showPast(state, drawing, spot) {
  batch(() => {
    state.past.value = drawing;
    state.instant.value = spot;
  });
}

/** @param {readonly Moment[]} moments */
export const unanswered = (moments) => moments.filter(({ answer }) => answer === null);
