/** The lab in words: where a training stands, and what a network is. Pure. */
import { counted, grouped, precise, times } from "../kinds/text.js";

/** @import { LayerSpec } from "../types.js" */
/** @import { Stage } from "../layout/stages.js" */

/** "97.2 %"; nothing where nothing was measured. @param {number | null | undefined} share */
export const percent = (share) => (share == null ? "–" : `${(100 * share).toFixed(1)} %`);

/** @param {number | null | undefined} loss */
export const lossText = (loss) =>
  loss == null ? "no number" : loss >= 1e4 ? loss.toExponential(2) : precise(loss);

/** So short that it has room below a digit. @param {number | null} loss */
export const lossShort = (loss) =>
  loss === null
    ? "none"
    : loss < 0.001
      ? "<.001"
      : loss >= 100
        ? loss.toPrecision(2)
        : loss.toFixed(3);

/** "2 min" @param {number} seconds */
export function lasting(seconds) {
  if (seconds < 1) return "a moment";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}

/**
 * Where a training stands.
 *
 * @param {{phase: string, step: number, steps: number, rate: number | null, epoch: number}} facts `epoch`: batches in one
 */
export function whereText({ step, steps, rate, epoch }) {
  const parts = [`Step ${grouped(step)} of ${grouped(Math.max(step, steps))}`];
  if (epoch) parts.push(`${(step / epoch).toFixed(1)} epochs`);
  if (rate) {
    parts.push(`${grouped(Math.round(rate))} steps/s`);
    if (steps > step) parts.push(`${lasting((steps - step) / rate)} left`);
  }
  return parts.join(" · ");
}

/** The line of a queue. @param {{place: number, waiting: number}} queue */
export const queueText = ({ place, waiting }) =>
  place <= 1
    ? "You are next. Training starts as soon as another ends."
    : `Place ${place} of ${Math.max(place, waiting)}: ${counted(place - 1, "training")} before yours.`;

/** What a stage of the network is: "Convolution 5×5, batch norm, ReLU" @param {Stage} stage @param {(layer: LayerSpec) => string} titleOf */
export const stageTitle = ({ layers }, titleOf) =>
  layers
    .map((layer, at) => {
      const title = titleOf(layer);
      return at && !/^[A-Z]{2}|^[A-Z][a-z]+[A-Z]/.test(title) ? title.toLowerCase() : title;
    })
    .join(", ");

/** "sees 5×5" @param {LayerSpec} layer */
export const seesText = ({ receptive_field }) =>
  receptive_field ? times(receptive_field.size) : "all";

/** How a share moved: "+1.2 points" @param {number} before @param {number} after */
export function pointsText(before, after) {
  const points = 100 * (after - before);
  const text = Math.abs(points).toFixed(1);
  if (text === "0.0") return "as before";
  return `${points > 0 ? "+" : "−"}${text} points`;
}

/** What a learning rate, or another long number, is called. @param {number} value */
export const plainNumber = (value) =>
  value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential() : String(value);

/** Steps after which a network that still guesses is no beginner. */
const BEGUN = 20;
/** What chance reads, and a little. */
const CHANCE = 0.15;

/**
 * What has gone wrong, kindly; "" where nothing has.
 *
 * @param {{step: number, test: {loss: number | null, accuracy: number}} | undefined} latest measurement
 */
export function troubleOf(latest) {
  if (!latest) return "";
  if (latest.test.loss === null)
    return "The loss is no number any more: the steps were too large for the weights. Rewind, or take a lower learning rate.";
  if (latest.step >= BEGUN && latest.test.accuracy <= CHANCE)
    return "It guesses: chance alone reads one digit of ten. Look at the loss, and whether the kernels still move.";
  return "";
}

/** What a preset came to where it was measured. @param {{steps: number, test: {accuracy: number}}} measured */
export const measuredText = ({ steps, test }) =>
  `Measured: after ${counted(steps, "step")} it reads ${percent(test.accuracy)} of the test digits.`;
