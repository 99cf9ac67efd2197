/** Signals without Preact: what state and effects are made of; runs in Node too. */
export { batch, computed, effect, signal, untracked } from "../../vendor/signals-core.js";
