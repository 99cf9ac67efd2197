/** One filter learns: its weights, their gradient, a step against it; at four learning rates. */
import { PALETTES, colourOf, css, extentOf } from "../../core/colormap.js";
import { html, render, useSignal } from "../../core/ui.js";
import { shortly } from "./descent-words.js";

/** @import { Context } from "../lesson.js" */

/** @typedef {{loss: number, right: number, kernel: number[][], gradient: number[][]}} Step */
/** @typedef {{digits: number, runs: {rate: number, steps: Step[]}[]}} Descent */

/** The rate that the figure begins with. */
const CALM = 1;

/** @param {HTMLElement} root @param {Context} context */
export async function descentFigure(root, { state, actions }) {
  const { lesson } = document.body.dataset;
  const answer = await actions.fetchPart(fetch(`/learn/${lesson}/descent.json`));
  if (!answer?.ok) return;
  /** @type {Descent} */
  const descent = await answer.json();
  render(html`<${Figure} descent=${descent} state=${state} />`, root);
}

/** @param {{descent: Descent, state: Context["state"]}} props */
function Figure({ descent, state }) {
  const [run, at, cell] = [useSignal(CALM), useSignal(0), useSignal(12)];
  const { rate, steps } = descent.runs[run.value];
  const step = steps[at.value];
  const dark = state.dark.value;
  const next = step.kernel.map((row, y) => row.map((w, x) => w - rate * step.gradient[y][x]));
  const [weight, slope] = [step.kernel, step.gradient].map((grid) => grid.flat()[cell.value]);
  const over = at.value === steps.length - 1;
  const lost = over && steps.length < descent.runs[CALM].steps.length;
  const choose = (/** @type {number} */ index) => {
    run.value = index;
    at.value = Math.min(at.value, descent.runs[index].steps.length - 1);
  };
  return html`<div class="descent">
    <div class="segments" role="group" aria-label="Learning rate">
      ${descent.runs.map(
        ({ rate }, index) =>
          html`<button
            type="button"
            aria-pressed=${run.value === index}
            onClick=${() => choose(index)}
          >
            ${rate}
          </button>`,
      )}
    </div>
    <div class="descent-grids">
      <${Grid} values=${step.kernel} words="weights" ...${{ dark, cell }} />
      <span class="sign" aria-hidden="true">−</span>
      <${Grid} values=${step.gradient} words=${`${rate} × gradient`} ...${{ dark, cell }} />
      <span class="sign" aria-hidden="true">=</span>
      <${Grid} values=${next} words="new weights" ...${{ dark, cell }} />
    </div>
    <p class="descent-sum">
      ${shortly(weight)} − ${rate} × ${shortly(slope)} = <b>${shortly(weight - rate * slope)}</b>
    </p>
    <${Curve} steps=${steps} at=${at.value} />
    <p class="descent-words" role="status">
      Step ${at.value}: loss ${shortly(step.loss)}, ${step.right} of ${descent.digits} read.
      ${lost ? " The next step leads to numbers that cannot be computed with." : ""}
    </p>
    <div class="window-steps">
      <button type="button" class="button" onClick=${() => (at.value = 0)}>Begin</button>
      <button
        type="button"
        class="button"
        disabled=${at.value === 0}
        onClick=${() => (at.value -= 1)}
      >
        Back
      </button>
      <button type="button" class="button" disabled=${over} onClick=${() => (at.value += 1)}>
        Take the step
      </button>
    </div>
  </div>`;
}

/** @param {{values: number[][], words: string, dark: boolean, cell: {value: number}}} props */
function Grid({ values, words, dark, cell }) {
  const extent = extentOf(values.flat(), "signed");
  const palette = PALETTES[dark ? "dark" : "light"].signed;
  return html`<figure>
    <div class="descent-grid" style=${{ "--columns": values[0].length }}>
      ${values
        .flat()
        .map(
          (value, index) =>
            html`<button
              type="button"
              aria-pressed=${cell.value === index}
              aria-label=${`${words} ${index + 1}: ${shortly(value)}`}
              title=${shortly(value)}
              style=${{ background: css(colourOf(palette, value, extent)) }}
              onClick=${() => (cell.value = index)}
            ></button>`,
        )}
    </div>
    <figcaption>${words}</figcaption>
  </figure>`;
}

/** The loss so far, on a line that is as long as all steps. @param {{steps: Step[], at: number}} props */
function Curve({ steps, at }) {
  const most = Math.max(...steps.map(({ loss }) => loss));
  const points = steps.map(({ loss }, index) => [
    (index / Math.max(1, steps.length - 1)) * 300,
    64 - (loss / most) * 60,
  ]);
  const [x, y] = points[at];
  return html`<svg
    class="descent-curve"
    viewBox="-4 0 308 68"
    role="img"
    aria-label="The loss over the steps"
  >
    <polyline points=${points.map((point) => point.join()).join(" ")} class="ahead" />
    <polyline
      points=${points
        .slice(0, at + 1)
        .map((point) => point.join())
        .join(" ")}
    />
    <circle cx=${x} cy=${y} r="4" />
  </svg>`;
}
