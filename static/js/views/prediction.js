/** What the network answers: the label, how sure it is, one bar for each class. */
import { effect } from "../core/signals.js";
import { honest, spoken, verdict } from "../core/verdict.js";
import { hide, write } from "../render/write.js";

/** @import { State } from "../state/store.js" */
/** @import { Frame, Prediction } from "../types.js" */

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
  const untouched = part("untouched");
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
    const edited = state.edits.value.length > 0;
    const before = edited ? (frame?.baseline ?? null) : null;
    const step = state.checkpoint.value;
    const said = before && !state.bare.value ? untouchedWords(before) : "Edited network";
    const at = step === null ? "" : `Step ${step.toLocaleString("en")} of its training`;
    hide(untouched, !edited && step === null);
    write(untouched, [at, edited ? said : ""].filter(Boolean).join(". "));
    document.documentElement.toggleAttribute("data-then", step !== null);
    root.classList.toggle("steady", !edited && step === null && classes.every(isShort));
    showBars(bars, classes, frame, state.bare.value);
    showTicks(bars, state.bare.value ? null : before);
    clearTimeout(quiet);
    const speaks = !state.demo.value && !state.replaying.value;
    if (speaks) quiet = setTimeout(() => write(voice, spoken(words)), QUIET);
  });
}

/** What the network says without the edits. @param {Prediction} before */
const untouchedWords = ({ label, probability }) =>
  `Edited. Untouched: ${label}, ${honest(probability)}`;

/** Names of digits and letters: what is said of them fits its place. @param {string} name */
const isShort = (name) => name.length <= 2;

/** One row: name, bar, value. */
function bar() {
  const row = document.createElement("li");
  const parts = ["name", "track", "fill", "tick", "value", "figure"];
  const [name, track, fill, tick, value, figure] = parts.map((part) => {
    const element = document.createElement("span");
    element.className = part;
    return element;
  });
  tick.hidden = true;
  track.append(fill, tick);
  value.append(figure);
  row.append(name, track, value);
  return { row, name, fill, tick, figure, at: -1 };
}

/** A tick in each bar: the untouched network's probability. @param {ReturnType<typeof bar>[]} bars @param {Prediction | null} before */
function showTicks(bars, before) {
  for (const { tick, at } of bars) {
    const share = before?.probabilities[at];
    hide(tick, share === undefined);
    if (share !== undefined) tick.style.left = `${(100 * share).toFixed(2)}%`;
  }
}

/** @param {HTMLElement} element @param {string} name */
function call(element, name) {
  element.textContent = name;
  element.title = name.length > 12 ? name : "";
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
  bars.forEach((bar, at) => {
    const { row, name, fill, figure } = bar;
    const index = order[at];
    if (index === undefined) return;
    bar.at = index;
    if (name.textContent !== classes[index]) call(name, classes[index]);
    fill.style.backgroundSize = `${(100 * values[index]).toFixed(2)}% 100%`;
    write(figure, blank || !frame ? "" : honest(values[index]));
    row.classList.toggle("first", !blank && index === best && values[best] > 0);
  });
}
