/** Everything one can do in the lab; the only code that changes its state, with what the server says. */
import { batch } from "../core/signals.js";
import { ProblemError } from "../server/api.js";
import { askPlan, getKept, getLab } from "../server/lab.js";
import { openTraining } from "../server/lab-socket.js";
import { presetLike, presetOf, readChoice } from "./choices.js";
import { hear, listeners } from "./events.js";
import { NO_COURSE } from "./state.js";

/** @import { Problem } from "../types.js" */
/** @import { Training } from "../server/lab-socket.js" */
/** @import { Lab } from "./state.js" */

/** @typedef {ReturnType<typeof labActions>} LabActions */

/** Milliseconds between two tries to get back. */
const AGAIN = 2000;

/**
 * @param {Lab} lab
 * @param {object} page
 * @param {(problem: Problem) => void} page.report
 * @param {(kept: {network: string, expires: number}) => void} page.keep
 * @param {() => Record<string, unknown>} page.drawing what is drawn, as the server is told it
 */
export function labActions(lab, page) {
  /** @type {Training | null} */
  let training = null;
  /** What is said as soon as the job stands ready. @type {Record<string, unknown>[]} */
  let first = [];
  /** @type {AbortController | null} */
  let asking = null;
  let retry = 0;
  /** A lost training is being done again. */
  let returning = false;
  let seq = 0;
  const heard = listeners(lab, page);

  /** @param {Record<string, any>} event */
  const onEvent = (event) =>
    batch(() => {
      if (event.event === "started") returning = false;
      // The server may not know yet that the other connection is gone.
      if (event.event === "problem" && returning) return lose();
      heard[event.event]?.(event);
      if (event.event !== "state") return;
      for (const message of first) training?.send(message);
      first = [];
    });

  /** @param {boolean} clean */
  function onClose(clean) {
    training = null;
    if (!lab.engaged.peek()) return;
    if (clean) lab.phase.value = "ended";
    else lose();
  }

  function lose() {
    training?.close();
    training = null;
    lab.busy.value = "";
    lab.phase.value = "lost";
    clearTimeout(retry);
    retry = setTimeout(comeBack, AGAIN);
  }

  /** @param {boolean} run at once; else it stands at step 0 */
  function begin(run) {
    clearTimeout(retry);
    training?.close();
    training = openTraining({ onEvent, onFrame: (frame) => hear(lab, frame), onClose });
    lab.phase.value = "opening";
    sendInk();
    training.send({ do: "start", knobs: lab.knobs.peek(), run });
  }

  /** A lost training is done again up to where it was: the seed makes it the same. */
  function comeBack() {
    const until = lab.step.peek();
    const again = lab.job.peek();
    returning = true;
    if (!again) return begin(true);
    lab.knobs.value = again.knobs;
    begin(false);
    first = until ? [{ do: "run", until }] : [];
  }

  /** @param {Record<string, unknown>} message @param {string} [busy] what waits for the answer */
  function say(message, busy = "") {
    if (!training) return;
    lab.busy.value = busy;
    training.send(message);
  }

  function sendInk() {
    training?.send({ do: "ink", seq: ++seq, ...page.drawing() });
  }

  /** @param {Record<string, any>} knobs */
  const choose = (knobs) =>
    batch(() => {
      lab.knobs.value = knobs;
      lab.planning.value = true;
    });

  const actions = {
    /** What the server offers, and the choice that the address holds. @param {string} text */
    async open(text) {
      try {
        const about = await getLab();
        lab.about.value = about;
        if (about.on) actions.read(text);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        page.report(error.problem);
        setTimeout(() => actions.open(text), AGAIN);
      }
    },

    /** What was kept on an earlier visit, where it is still there. @param {readonly {network: string}[]} own */
    async recall(own) {
      const found = await Promise.all(own.map(({ network }) => getKept(network).catch(() => null)));
      const known = found.filter((one) => one !== null);
      const fresh = known.map(({ network, steps: step, expires }) => ({ network, step, expires }));
      lab.kept.value = [...lab.kept.peek(), ...fresh];
    },

    /** @param {string} text of an address */
    read(text) {
      const about = lab.about.peek();
      if (!about) return;
      const { preset, knobs } = readChoice(about, text);
      lab.preset.value = preset || presetLike(about, knobs);
      choose(knobs);
    },

    /** @param {string} name @param {any} value */
    turn: (name, value) => choose({ ...lab.knobs.peek(), [name]: value }),

    /** @param {string} name */
    setPreset(name) {
      const about = lab.about.peek();
      if (!about) return;
      lab.preset.value = name;
      choose(presetOf(about, name));
    },

    /** Back to the knobs of the network that is trained. */
    turnBack() {
      const job = lab.job.peek();
      if (job) choose(job.knobs);
    },

    /** Ask what the choice comes to; the newest wins. */
    async plan() {
      asking?.abort();
      const mine = (asking = new AbortController());
      const knobs = lab.knobs.peek();
      try {
        const plan = await askPlan(knobs, mine.signal);
        if (mine.signal.aborted) return;
        batch(() => {
          lab.plan.value = plan;
          lab.refused.value = null;
          lab.planning.value = false;
        });
      } catch (error) {
        if (mine.signal.aborted) return;
        if (!(error instanceof ProblemError)) throw error;
        if (error.problem.status === 422) lab.refused.value = error.problem;
        else page.report(error.problem);
        lab.planning.value = false;
      }
    },

    /** A new network learns. @param {boolean} [run] */
    train(run = true) {
      batch(() => {
        lab.course.value = NO_COURSE;
        lab.job.value = lab.view.value = lab.slow.value = lab.learned.value = null;
        lab.kernel.value = null;
        lab.step.value = 0;
        lab.words.value = lab.why.value = lab.busy.value = "";
        first = [];
        returning = false;
        begin(run);
      });
    },

    run: () => say({ do: "run" }),
    pause: () => say({ do: "pause" }),

    /** One step in slow motion; of a new network, where there is none. */
    oneStep() {
      if (lab.alive.peek() && !lab.changed.peek()) return say({ do: "step" }, "step");
      actions.train(false);
      first = [{ do: "step" }];
    },

    /** @param {number} step */
    rewind: (step) => say({ do: "rewind", step }, "rewind"),

    /** The drawing and what it is. @param {string} label @param {number} steps @param {number} rehearse digits beside it in each step */
    learn(label, steps, rehearse) {
      sendInk();
      say({ do: "learn", label, steps, rehearse }, "learn");
    },

    keep: () => say({ do: "keep" }, "keep"),
    cancel: () => say({ do: "cancel" }),
    sendInk,

    /** @param {number} station */
    look: (station) => {
      lab.station.value = station;
    },

    /** @param {string} layer @param {number} filter */
    pick(layer, filter) {
      lab.kernel.value = { layer, filter };
    },

    /** Try again now. */
    retry() {
      clearTimeout(retry);
      comeBack();
    },
  };
  return actions;
}
