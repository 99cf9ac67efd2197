/** The tour: one entry for each step. */

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string} words a plain sentence or two
 * @property {readonly string[]} anchors selectors; the first that is on the page is lit
 * @property {boolean} [holds] a number is held while the step shows
 */

/** @type {readonly Step[]} */
export const STEPS = [
  {
    title: "Draw a digit",
    words: "With mouse, pen, finger or the arrow keys. The network answers while the pen moves.",
    anchors: ["#pad"],
  },
  {
    title: "What the network reads",
    words:
      "The answer and the probability of each class. Below, every answer is kept while you draw: drag along it to go back, or play it again.",
    anchors: ["#answer", "#pad"],
  },
  {
    title: "Every layer, left to right",
    words:
      "Your drawing goes in at the left. Each picture is what one filter found; the answer comes out at the right.",
    anchors: ["#flow-pane"],
  },
  {
    title: "Point at any number",
    words:
      "What it has seen of your drawing lights up in the layers before it. Click holds it; the arrow keys walk.",
    anchors: ["#flow-pane"],
    holds: true,
  },
  {
    title: "How it came to be",
    words: "The very arithmetic of that number, as PyTorch did it: operands, weights, sum, result.",
    anchors: ["#cell-pane"],
    holds: true,
  },
  {
    title: "Change it, share it",
    words:
      "Other networks above; digits, edits and code here. Share makes a link to exactly what you see; ? lists the keys.",
    anchors: ["#rail .rail-tabs", ".bar-end", "#networks"],
  },
];
