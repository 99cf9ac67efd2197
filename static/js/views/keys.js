/**
 * Every key of the page: what listens asks `commandOf`, and the help lists the same lines.
 *
 * A combination is written as "Shift+ArrowLeft"; "Mod" is Control, or Command on a Mac. Letters do
 * not care for capitals.
 */

/** @typedef {"pad" | "page" | "flow" | "space" | "timeline"} Place where a key is heard */

/**
 * @typedef {object} Key
 * @property {Place} place
 * @property {string} command
 * @property {readonly string[]} combos any of them
 * @property {string} words
 */

/** @type {readonly {place: Place, title: string}[]} */
export const PLACES = [
  { place: "page", title: "Anywhere" },
  { place: "pad", title: "On the pad" },
  { place: "flow", title: "On the layers" },
  { place: "timeline", title: "On the timeline" },
];

/** Where they lead. @type {Record<string, [columns: number, rows: number]>} */
export const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const PLAIN = Object.keys(ARROWS);
const SHIFTED = PLAIN.map((arrow) => `Shift+${arrow}`);

/** @param {Place} place @returns {(command: string, combos: readonly string[], words: string) => Key} */
const at = (place) => (command, combos, words) => ({ place, command, combos, words });

const [page, pad, flow, timeline] = [at("page"), at("pad"), at("flow"), at("timeline")];

/** @type {readonly Key[]} */
export const KEYS = [
  page("pen", ["p"], "Pen"),
  page("eraser", ["e"], "Eraser"),
  page("undo", ["z", "Mod+z"], "Undo"),
  page("redo", ["Shift+z", "Mod+Shift+z", "Mod+y"], "Redo"),
  page("clear", ["c"], "Clear the drawing"),
  page("roll", ["r"], "A random digit of the test set"),
  page("replay", ["a"], "Play the drawing again, or pause"),
  page("mute", ["m"], "Switch the picked map or unit off, or on"),
  page("solo", ["s"], "Leave it alone in its layer"),
  page("letGo", ["Escape"], "Let go of a number; from the past back to now"),
  page("help", ["?"], "Keys and tour"),

  pad("move", PLAIN, "Move the pen"),
  pad("leap", SHIFTED, "Move it further"),
  pad("nib", [" "], "Put the pen down, or lift it"),

  flow("open", ["Enter", " "], "Hold the strongest number of a layer"),
  flow("walk", PLAIN, "Walk from number to number"),
  flow("walkMaps", SHIFTED, "Walk from map to map"),
  flow("layerBefore", [","], "To the layer before"),
  flow("layerAfter", ["."], "To the layer after"),
  flow("patch", ["x"], "Beside another: patch the picked map into B"),
  flow("patchLayer", ["Shift+x"], "Patch its whole layer into B"),
  flow("letGo", ["Escape"], "Let go"),

  timeline("momentBefore", ["ArrowLeft", "ArrowDown"], "The moment before"),
  timeline("momentAfter", ["ArrowRight", "ArrowUp"], "The moment after"),
  timeline("markBefore", ["PageDown", "Shift+ArrowLeft"], "To the mark before"),
  timeline("markAfter", ["PageUp", "Shift+ArrowRight"], "To the mark after"),
  timeline("firstMoment", ["Home"], "Where the drawing began"),
  timeline("now", ["End", "Escape"], "Back to now"),
  timeline("playMoments", [" "], "Play, or pause"),
];

/** Typing these takes Shift on one keyboard and not on another. @param {string} key */
const isSign = (key) => key.length === 1 && key !== " " && !/\p{L}/u.test(key);

/** Whether a key types a character and nothing else: such shortcuts can be switched off. @param {KeyboardEvent} event */
export const isSingle = ({ key, ctrlKey, metaKey }) => key.length === 1 && !ctrlKey && !metaKey;

/** How an event is written as a combination. @param {KeyboardEvent} event */
function comboOf({ key, ctrlKey, metaKey, shiftKey }) {
  const name = key.length === 1 ? key.toLowerCase() : key;
  const shift = shiftKey && !isSign(key) ? "Shift+" : "";
  return `${ctrlKey || metaKey ? "Mod+" : ""}${shift}${name}`;
}

/**
 * What a key asks for at a place, if anything.
 *
 * @param {KeyboardEvent} event
 * @param {Place} place
 * @param {readonly Key[]} [keys]
 * @returns {string | undefined}
 */
export function commandOf(event, place, keys = KEYS) {
  if (event.altKey) return undefined;
  const combo = comboOf(event);
  return keys.find((key) => key.place === place && key.combos.includes(combo))?.command;
}

/** @type {Record<string, string>} */
const CAPS = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  " ": "Space",
  PageUp: "Page ↑",
  PageDown: "Page ↓",
};

/** What stands on the keys of a combination. @param {string} combo @param {boolean} mac */
export const capsOf = (combo, mac) =>
  combo
    .split("+")
    .map((key) => (key === "Mod" ? (mac ? "⌘" : "Ctrl") : (CAPS[key] ?? capital(key))));

/** @param {string} key */
const capital = (key) => (key.length === 1 ? key.toUpperCase() : key);
