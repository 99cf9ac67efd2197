/** A training from left to right: what it said of the drawing, and how well it did on all digits. */
import {
  bandNames,
  bandPaths,
  linePath,
  nearestOf,
  placesOf,
  seriesOf,
} from "../../core/training.js";
import { html } from "../../core/ui.js";
import { bandOf, bandsOf } from "../../core/ribbon.js";

/** @import { Checkpoint, Past } from "../../server/checkpoints.js" */

const WIDTH = 300;
const RIBBON = 84;
const CURVE = 52;

/**
 * @typedef {object} Shown
 * @property {Checkpoint[]} checkpoints
 * @property {number} at which one is on the page
 * @property {(at: number) => void} go
 */

/** What is under the pointer is shown. @param {Shown} props */
function pointing({ checkpoints, go }) {
  /** @param {PointerEvent} event */
  const visit = ({ clientX, currentTarget }) => {
    const box = /** @type {Element} */ (currentTarget).getBoundingClientRect();
    go(nearestOf((clientX - box.left) / box.width, checkpoints.length));
  };
  return {
    onPointerDown: (/** @type {PointerEvent} */ event) => {
      if (event.button !== 0) return;
      /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
      visit(event);
    },
    onPointerMove: (/** @type {PointerEvent} */ event) => {
      const figure = /** @type {Element} */ (event.currentTarget);
      if (figure.hasPointerCapture(event.pointerId)) visit(event);
    },
  };
}

/** @param {Shown & {past: Past | null, classes: string[]}} props */
export function Ribbon(props) {
  const { checkpoints, at, past, classes } = props;
  const x = placesOf(checkpoints.length, WIDTH);
  const bands = bandsOf(momentsOf(past), classes.length);
  const since = past === null ? -1 : past.steps.indexOf(past.since ?? -1);
  const says = past ? `Probabilities over the training. ${past.words}` : "";
  return html`<svg
    class="time-ribbon"
    viewBox=${`0 0 ${WIDTH} ${RIBBON}`}
    role="img"
    aria-label=${says || "Probabilities over the training; draw a digit first."}
    ...${pointing(props)}
  >
    <rect class="empty" width=${WIDTH} height=${RIBBON} rx="4" />
    ${
      past &&
      bandPaths(past.probabilities, WIDTH, RIBBON).map(
        (d, index) =>
          html`<path
            key=${index}
            d=${d}
            style=${{ fill: `var(--class-${bandOf(bands, index)})` }}
          />`,
      )
    }
    ${
      past &&
      bandNames(past.probabilities, WIDTH, RIBBON).map(
        ({ index, x, y }) =>
          html`<text key=${`name ${index}`} x=${x} y=${y + 4}>${classes[index]}</text>`,
      )
    }
    ${
      since >= 0 &&
      html`<line class="since" x1=${x[since]} x2=${x[since]} y1="0" y2=${RIBBON} />
        <path class="since" d=${`M${x[since] - 4} 0h8l-4 6z`} />
        <text
          class="since-words"
          x=${x[since] + (since < 10 ? 6 : -6)}
          y="12"
          style=${{ textAnchor: since < 10 ? "start" : "end" }}
        >
          right since here
        </text>`
    }
    <line class="here" x1=${x[at]} x2=${x[at]} y1="0" y2=${RIBBON} />
  </svg>`;
}

/** The ribbon's colours are given as those of the timeline are. @param {Past | null} past */
const momentsOf = (past) =>
  /** @type {any[]} */ (
    (past?.probabilities ?? []).map((probabilities) => ({ answer: { probabilities } }))
  );

/** @param {Shown & {measure: "loss" | "accuracy"}} props */
export function Curves(props) {
  const { checkpoints, at, measure } = props;
  const sets = /** @type {const} */ (["train", "test"]);
  const series = sets.map((set) => seriesOf(checkpoints, set, measure));
  const known = series.flat().filter((value) => value !== null);
  if (!known.length) return null;
  // Most of the loss goes early: its logarithm shows the rest.
  const scale = (/** @type {number | null} */ value) =>
    value === null || measure === "accuracy" ? value : Math.log10(Math.max(1e-6, value));
  const range =
    measure === "accuracy" ? [0, 1] : [Math.min(...known), Math.max(...known)].map(scale);
  const [low, high] = /** @type {number[]} */ (range);
  const x = placesOf(checkpoints.length, WIDTH)[at];
  return html`<figure class="time-curve">
    <figcaption>
      ${`${titleOf(measure)}: `}<b>${says(series[1][at], measure)}</b>${`, learned from ${says(series[0][at], measure)}`}
    </figcaption>
    <svg
      viewBox=${`0 -2 ${WIDTH} ${CURVE + 4}`}
      role="img"
      aria-label=${`${titleOf(measure)} on the test digits goes from ${says(series[1][0], measure)} to ${says(series[1].at(-1) ?? null, measure)}, on digits that it learned from from ${says(series[0][0], measure)} to ${says(series[0].at(-1) ?? null, measure)}.`}
      ...${pointing(props)}
    >
      <rect class="empty" y="-2" width=${WIDTH} height=${CURVE + 4} rx="4" />
      ${sets.map((set, number) => html`<path key=${set} class=${set} d=${linePath(series[number].map(scale), [low, high], WIDTH, CURVE)} />`)}
      <line class="here" x1=${x} x2=${x} y1="-2" y2=${CURVE + 2} />
    </svg>
  </figure>`;
}

/** @param {"loss" | "accuracy"} measure */
const titleOf = (measure) => (measure === "loss" ? "Loss, log scale" : "Accuracy");

/** @param {number | null} value @param {"loss" | "accuracy"} measure */
export function says(value, measure) {
  if (value === null) return "not measured";
  return measure === "loss" ? value.toFixed(3) : `${(100 * value).toFixed(1)} %`;
}
