/** What the server tells of a training becomes the lab's state. */
import { batch } from "../core/signals.js";
import { joined } from "./series.js";
import { NO_COURSE } from "./state.js";

/** @import { Heard } from "../server/lab-socket.js" */
/** @import { Lab, Measurement } from "./state.js" */
/** @import { Problem } from "../types.js" */

/**
 * @param {Lab} lab
 * @param {{report: (problem: Problem) => void, keep: (kept: {network: string, expires: number}) => void}} page
 * @returns {Record<string, (event: Record<string, any>) => void>} by the event's name
 */
export const listeners = (lab, { report, keep }) => ({
  queued({ place, waiting, words }) {
    lab.phase.value = "queued";
    lab.queue.value = { place, waiting };
    lab.words.value = words ?? "";
  },

  started({ plan, step }) {
    lab.saved.value = false;
    lab.queue.value = null;
    lab.job.value = plan;
    lab.step.value = step;
    lab.words.value = "";
    if (!step) lab.course.value = NO_COURSE;
    lab.phase.value = "starting";
  },

  state({ state, step, why, words }) {
    lab.phase.value = state;
    lab.step.value = step;
    lab.why.value = why ?? "";
    lab.words.value = words ?? "";
    if (state !== "running") lab.rate.value = null;
    lab.busy.value = "";
  },

  progress({ step, from, loss, accuracy, rate }) {
    lab.saved.value = false;
    const { series, measured } = lab.course.value;
    lab.step.value = step;
    lab.rate.value = rate;
    lab.course.value = {
      series: {
        loss: joined(series.loss, from, loss),
        accuracy: joined(series.accuracy, from, accuracy),
      },
      measured,
    };
  },

  measured({ step, train, test }) {
    const { series, measured } = lab.course.value;
    const others = measured.filter((one) => one.step !== step);
    const all = [...others, { step, train, test }].sort((a, b) => a.step - b.step);
    lab.course.value = { series, measured: all };
  },

  rewound({ step }) {
    lab.saved.value = false;
    lab.step.value = step;
    lab.course.value = until(lab, step);
    lab.slow.value = null;
    lab.learned.value = null;
    lab.busy.value = "";
  },

  learned(event) {
    lab.saved.value = false;
    lab.learned.value = /** @type {any} */ (event);
    lab.busy.value = "";
  },

  kept({ network, step, expires }) {
    lab.kept.value = [
      { network, step, expires },
      ...lab.kept.value.filter((one) => one.network !== network),
    ];
    lab.saved.value = true;
    lab.busy.value = "";
    keep({ network, expires });
  },

  ended({ reason, words }) {
    lab.phase.value = "ended";
    lab.why.value = reason;
    lab.words.value = words ?? "";
    lab.queue.value = null;
    lab.busy.value = "";
  },

  problem({ problem }) {
    lab.busy.value = "";
    if (["opening", "queued"].includes(lab.phase.value)) lab.phase.value = "idle";
    report(problem);
  },
});

/** The curves up to a step. @param {Lab} lab @param {number} step */
function until(lab, step) {
  const { series, measured } = lab.course.value;
  return {
    series: { loss: series.loss.slice(0, step), accuracy: series.accuracy.slice(0, step) },
    measured: measured.filter((/** @type {Measurement} */ one) => one.step <= step),
  };
}

/** A binary message: the network as it is, or a step taken apart. @param {Lab} lab @param {Heard} heard */
export const hear = (lab, { meta, tensors }) =>
  batch(() => {
    if (meta.kind === "step") {
      lab.slow.value = { meta, tensors };
      lab.station.value = 0;
      lab.busy.value = "";
      return;
    }
    const named = [...tensors];
    const weight = (/** @type {string} */ name) => name.startsWith("weight/");
    const { step, label, index, probability, probabilities } = meta;
    lab.view.value = {
      step,
      weights: new Map(
        named.flatMap(([name, tensor]) => (weight(name) ? [[name.slice(7), tensor]] : [])),
      ),
      outputs: new Map(named.filter(([name]) => !weight(name))),
      answer: probabilities ? { label, index, probability, probabilities } : null,
    };
  });
