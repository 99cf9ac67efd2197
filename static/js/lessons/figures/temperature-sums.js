/** Scores to shares, in double precision. */

/**
 * e^(score / temperature), each as a share of all.
 *
 * @param {readonly number[]} scores
 * @param {number} temperature above 0
 */
export function softmax(scores, temperature) {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - most) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** @param {readonly number[]} scores @param {number} temperature above 0 */
export const sigmoids = (scores, temperature) =>
  scores.map((score) => 1 / (1 + Math.exp(-score / temperature)));
