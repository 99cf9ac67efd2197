/** The lab's one state: facts only. What is drawn, and on what theme, is in the page's own state. */
import { computed, signal } from "../core/signals.js";
import { same } from "./choices.js";

/** @import { Problem, Signal, Tensor } from "../types.js" */
/** @import { About, Knobs, Plan } from "../server/lab.js" */

/**
 * @typedef {"idle" | "opening" | "queued" | "starting" | "running" | "paused" | "finished" | "ended" | "lost"} Phase
 *   idle: nothing was asked; opening: of the socket; lost: the connection went
 *
 * @typedef {{loss: number | null, accuracy: number, count: number, per_class?: number[], confusion?: number[][]}} Measured
 * @typedef {{step: number, train: Measured, test: Measured}} Measurement
 *
 * @typedef {object} View the network as it is: its weights, and its layers for the drawing
 * @property {number} step
 * @property {Map<string, Tensor>} weights by parameter
 * @property {Map<string, Tensor>} outputs by layer; none without a drawing
 * @property {Answer | null} answer
 *
 * @typedef {{label: string, index: number, probability: number, probabilities: number[]}} Answer
 *
 * @typedef {object} Slow one step, taken apart
 * @property {Record<string, any>} meta
 * @property {Map<string, Tensor>} tensors
 *
 * @typedef {{index: number, label: string, was: string, now: string, bytes: string}} Flipped a test digit
 * @typedef {{label: string, probability: number, probabilities: number[], loss: number}} Said
 *
 * @typedef {object} Learned
 * @property {number} from
 * @property {number} step
 * @property {string} label
 * @property {Said} before
 * @property {Said} after
 * @property {{before: {accuracy: number, per_class: number[]}, after: {accuracy: number, per_class: number[]}}} test
 * @property {{count: number, digits: Flipped[]}} better
 * @property {{count: number, digits: Flipped[]}} worse
 *
 * @typedef {{network: string, step: number, expires: number}} Kept
 *
 * @typedef {{series: {loss: (number | null)[], accuracy: (number | null)[]}, measured: Measurement[]}} Course
 */

/** @type {Course} */
export const NO_COURSE = Object.freeze({
  series: Object.freeze({ loss: [], accuracy: [] }),
  measured: [],
});

/** @typedef {ReturnType<typeof createLab>} Lab */

export function createLab() {
  /** What the server says of its lab; null until it does. @type {Signal<About | null>} */
  const about = signal(null);
  /** What is chosen: every knob. @type {Signal<Knobs>} */
  const knobs = signal({});
  /** The preset that was chosen last. */
  const preset = signal("");
  /** What the choice comes to; the last one that is possible. @type {Signal<Plan | null>} */
  const plan = signal(null);
  /** Why the choice is impossible. @type {Signal<Problem | null>} */
  const refused = signal(null);
  /** The plan is of an earlier choice. */
  const planning = signal(false);

  /** @type {Signal<Phase>} */
  const phase = signal("idle");
  /** The plan that is trained. @type {Signal<Plan | null>} */
  const job = signal(null);
  /** @type {Signal<{place: number, waiting: number} | null>} */
  const queue = signal(null);
  /** What the server says of its state. */
  const words = signal("");
  /** Why it stands. */
  const why = signal("");
  const step = signal(0);
  /** Steps a second. @type {Signal<number | null>} */
  const rate = signal(null);
  /** @type {Signal<Course>} */
  const course = signal(NO_COURSE);
  /** @type {Signal<View | null>} */
  const view = signal(null);
  /** @type {Signal<Slow | null>} */
  const slow = signal(null);
  /** Which station of the slow step is looked at. */
  const station = signal(0);
  /** @type {Signal<Learned | null>} */
  const learned = signal(null);
  /** Newest first. @type {Signal<Kept[]>} */
  const kept = signal([]);
  /** The weights of now are kept. */
  const saved = signal(false);
  /** What was asked for and is not answered yet: "step", "learn", "keep", "rewind". */
  const busy = signal("");
  /** A kernel that the stations explain: layer and filter. @type {Signal<{layer: string, filter: number} | null>} */
  const kernel = signal(null);

  const changed = computed(() => job.value !== null && !same(knobs.value, job.value.knobs));

  return {
    about,
    knobs,
    preset,
    plan,
    refused,
    planning,
    phase,
    job,
    queue,
    words,
    why,
    step,
    rate,
    course,
    view,
    slow,
    station,
    learned,
    kept,
    saved,
    busy,
    kernel,
    /** There is a job, and it can be told something. */
    alive: computed(() => ["running", "paused", "finished"].includes(phase.value)),
    /** There is a job, or there will be. */
    engaged: computed(() => !["idle", "ended", "lost"].includes(phase.value)),
    /** The knobs are another network's than the one that is trained. */
    changed,
    /** What the page shows: the network that is trained, or the one that would be. */
    shown: computed(() => (job.value && !changed.value ? job.value : plan.value)),
  };
}
