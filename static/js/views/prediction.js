/** What the network answers: the label, how sure it is, one bar for each class. */
import { effect } from "../core/signals.js";
import { percent, spoken, verdict } from "../core/verdict.js";

/** @import { State } from "../state/store.js" */
/** @import { Frame } from "../types.js" */

/** With more classes than this, the most probable ones are listed instead of all. */
const MOST_BARS = 12;

/** Speech follows the hand at a distance. */
const QUIET = 900;

/**
 * @param {HTMLElement} root
 * @param {State} state
 */
export function mountPrediction(root, state) {
  /** @param {string} id */
  const part = (id) => /** @type {HTMLElement} */ (root.querySelector(`#${id}`));
  const [label, probability, next] = [part("prediction"), part("probability"), part("next")];
  const [list, voice] = [part("bars"), part("spoken")];
  /** @type {ReturnType<typeof bar>[]} */
  let bars = [];
  let quiet = 0;

  effect(() => {
    const count = Math.min(state.anatomy.value?.classes.length ?? 10, MOST_BARS);
    bars = Array.from({ length: count }, bar);
    list.replaceChildren(...bars.map(({ row }) => row));
  });

  effect(() => {
    const classes = state.anatomy.value?.classes ?? [];
    const frame = state.frame.value;
    const words = verdict(frame, classes, state.bare.value);
    write(label, words.label);
    write(probability, words.probability);
    write(next, words.next);
    label.classList.toggle("long", words.label.length > 2);
    root.classList.toggle("doubtful", words.doubtful);
    showBars(bars, classes, frame, state.bare.value);
    clearTimeout(quiet);
    const speaks = !state.demo.value && !state.replaying.value;
    if (speaks) quiet = setTimeout(() => write(voice, spoken(words)), QUIET);
  });
}

/** @param {HTMLElement} element @param {string} text */
const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

/** One row: name, bar, value. */
function bar() {
  const row = document.createElement("li");
  const [name, track, fill, value] = ["name", "track", "fill", "value"].map((part) => {
    const element = document.createElement("span");
    element.className = part;
    return element;
  });
  track.append(fill);
  row.append(name, track, value);
  return { row, name, fill, value };
}

/**
 * @param {ReturnType<typeof bar>[]} bars
 * @param {string[]} classes
 * @param {Frame | null} frame
 * @param {boolean} blank nothing is drawn: the bars stand empty
 */
function showBars(bars, classes, frame, blank) {
  const values = classes.map((_, index) => (blank ? 0 : (frame?.probabilities[index] ?? 0)));
  const order = [...classes.keys()];
  if (classes.length > bars.length) order.sort((a, b) => values[b] - values[a]);
  const best = values.indexOf(Math.max(...values));
  bars.forEach(({ row, name, fill, value }, at) => {
    const index = order[at];
    if (index === undefined) return;
    write(name, classes[index]);
    name.title = classes[index].length > 12 ? classes[index] : "";
    fill.style.transform = `scaleX(${values[index].toFixed(4)})`;
    write(value, blank || !frame ? "" : percent(values[index]));
    row.classList.toggle("first", !blank && index === best && values[best] > 0);
  });
}
