/** A frame's prediction in words. */

/** @import { Frame } from "../types.js" */

/** From here on the page doubts that this is a digit at all. */
export const DOUBT = 0.5;

/**
 * @typedef {object} Verdict
 * @property {string} label empty when nothing is drawn
 * @property {string} probability
 * @property {string} next
 * @property {boolean} doubtful
 */

/** One decimal, a fixed space. @param {number} share */
export const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** Rounding must not claim certainty. @param {number} share */
export const honest = (share) => {
  if (share > 0.9995) return "> 99.9 %";
  return share < 0.0005 ? "< 0.1 %" : percent(share);
};

/** @param {string[]} classes */
const areDigits = (classes) => classes.every((name) => /^\d$/.test(name));

/**
 * @param {Frame | null} frame null: no answer yet
 * @param {string[]} classes
 * @param {boolean} blank nothing is drawn
 * @returns {Verdict}
 */
export function verdict(frame, classes, blank) {
  const thing = areDigits(classes) ? "digit" : "picture";
  if (blank) return silent(`Draw a ${thing}`, "and watch every layer answer");
  if (!frame) return silent("One moment", "the network is not there yet");
  const { label, probability } = frame;
  const second = runnerUp(frame);
  const next =
    second < 0 ? "" : `next: ${classes[second]} at ${honest(frame.probabilities[second])}`;
  if (frame.notADigit !== null && frame.notADigit >= DOUBT) {
    const doubt = thing === "digit" ? "Perhaps not a digit" : "Perhaps none of these";
    const guess = `if it is one: ${label}, ${honest(probability)}`;
    return { label, probability: doubt, next: guess, doubtful: true };
  }
  return { label, probability: honest(probability), next, doubtful: false };
}

/** @param {string} probability @param {string} next @returns {Verdict} */
const silent = (probability, next) => ({ label: "", probability, next, doubtful: false });

/** The second most probable class; -1 when there is none. @param {Frame} frame */
function runnerUp({ index, probabilities }) {
  let second = -1;
  probabilities.forEach((value, at) => {
    if (at !== index && (second < 0 || value > probabilities[second])) second = at;
  });
  return second;
}

/** One sentence for a screen reader. @param {Verdict} words */
export function spoken({ label, probability, next, doubtful }) {
  if (!label) return "";
  return doubtful
    ? `${probability}; ${next}.`
    : `The network reads ${label}, ${probability}; ${next}.`;
}
