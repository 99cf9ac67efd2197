/** One step, taken apart: batch, loss, gradient, update, new loss. */
import { html, useLayoutEffect, useRef } from "../core/ui.js";
import { counted, grouped, precise } from "../kinds/text.js";
import { Digits } from "./digits.js";
import { Pull } from "./pull.js";
import { lossShort, lossText } from "./words.js";

/** @import { State } from "../state/store.js" */
/** @import { LabActions } from "./actions.js" */
/** @import { Lab, Slow as SlowFacts } from "./state.js" */

/** @typedef {{page: State, lab: Lab, actions: LabActions}} Context */
/** @typedef {Context & {slow: SlowFacts}} Props */

const SIZE = 28 * 28;

/** @type {readonly {title: string, Show: (props: Props) => any}[]} */
const STATIONS = [
  { title: "Batch", Show: Batch },
  { title: "Loss", Show: Loss },
  { title: "Gradient", Show: (props) => html`<${Pull} ...${props} what="gradient" />` },
  { title: "Update", Show: (props) => html`<${Pull} ...${props} what="update" />` },
  { title: "New loss", Show: NewLoss },
];

/** @param {Context} context */
export function SlowStep(context) {
  const { lab, actions } = context;
  const slow = lab.slow.value;
  const section = useRef(/** @type {HTMLElement | null} */ (null));
  const number = slow?.meta.step;
  useLayoutEffect(() => {
    if (number !== undefined) section.current?.scrollIntoView({ block: "nearest" });
  }, [number]);
  if (!slow) return null;
  const at = lab.station.value;
  const { Show } = STATIONS[at];
  const last = at === STATIONS.length - 1;
  const { loss, new_loss: after } = slow.meta;
  return html`<section class="lab-slow" aria-labelledby="lab-slow-title" ref=${section}>
    <header>
      <h2 id="lab-slow-title">${`Step ${grouped(slow.meta.step)}, slowly`}</h2>
      <p class="lab-losses" role="status" data-loss=${loss} data-new-loss=${after}>
        ${"Loss "}<b>${lossText(loss)}</b>${at === STATIONS.length - 1 ? " → " : ""}
        ${last && html`<b class=${after < loss ? "good" : "bad"}>${lossText(after)}</b>`}
      </p>
    </header>
    <ol class="segments lab-stations">
      ${STATIONS.map(
        ({ title }, station) =>
          html`<li key=${title}>
            <button
              type="button"
              aria-pressed=${String(station === at)}
              onClick=${() => actions.look(station)}
            >
              ${`${station + 1} ${title}`}
            </button>
          </li>`,
      )}
    </ol>
    <div class="lab-station" data-station=${at}>
      <${Show} ...${context} slow=${slow} />
    </div>
    <p class="lab-buttons">
      <button
        type="button"
        class="button"
        disabled=${at === 0}
        onClick=${() => actions.look(at - 1)}
      >
        Back
      </button>
      ${
        last
          ? html`<button
              type="button"
              class="button lab-main"
              disabled=${!lab.alive.value || lab.busy.value !== ""}
              onClick=${actions.oneStep}
            >
              Another step
            </button>`
          : html`<button
              type="button"
              class="button lab-main"
              onClick=${() => actions.look(at + 1)}
            >
              ${`Next: ${STATIONS[at + 1].title.toLowerCase()}`}
            </button>`
      }
    </p>
  </section>`;
}

/** @param {SlowFacts} slow @param {number} at */
const pixelsOf = ({ tensors }, at) =>
  tensors.get("batch")?.data.subarray(at * SIZE, (at + 1) * SIZE) ?? [];

/** How many of each digit. @param {(string | number)[]} labels */
function census(labels) {
  const counts = Array.from(
    { length: 10 },
    (_, digit) => labels.filter((label) => Number(label) === digit).length,
  );
  return counts.map((count, digit) => `${count} × ${digit}`).join(", ");
}

/** Where the batch is larger than what is shown. @param {SlowFacts} slow */
const some = ({ meta }) =>
  meta.count > meta.labels.length ? ` Shown are the first ${meta.labels.length}.` : "";

/** @param {Props} props */
function Batch({ page, slow }) {
  const { labels, count } = slow.meta;
  return html`<p>
      ${`${counted(count, "training digit")}, drawn at random; with the same seed they are the same again.${some(slow)}`}
    </p>
    <${Digits}
      dark=${page.dark.value}
      label=${`The batch: ${census(labels)}`}
      digits=${labels.map((/** @type {string} */ label, /** @type {number} */ at) => ({
        key: at,
        pixels: pixelsOf(slow, at),
        words: label,
        said: String(label),
      }))}
    />`;
}

/** @param {Props} props */
function Loss({ page, slow }) {
  const { labels, losses, predicted, count, loss } = slow.meta;
  const order = [...losses.keys()].sort(
    (a, b) => (losses[b] ?? Infinity) - (losses[a] ?? Infinity),
  );
  const wrong = labels.filter(
    (/** @type {any} */ label, /** @type {number} */ at) => Number(label) !== Number(predicted[at]),
  );
  return html`<p>
      ${"For each digit: minus the logarithm of the probability that its class got. Their mean over "}
      ${`${grouped(count)} is the loss, `}<b>${lossText(loss)}</b>
      ${`. The dearest come first; ${wrong.length} of ${labels.length} are misread.`}
    </p>
    <${Digits}
      dark=${page.dark.value}
      label="The batch, the largest loss first"
      digits=${order.map((at) => {
        const misread = Number(labels[at]) !== Number(predicted[at]);
        return {
          key: at,
          pixels: pixelsOf(slow, at),
          words: lossShort(losses[at]),
          said: `${labels[at]}${misread ? `, read as ${predicted[at]}` : ""}: ${lossText(losses[at])}`,
          mark: misread ? "wrong" : "",
        };
      })}
    />`;
}

/** @param {Props} props */
function NewLoss({ page, slow }) {
  const {
    labels,
    losses,
    new_losses: after,
    predicted,
    new_predicted: now,
    loss,
    new_loss,
  } = slow.meta;
  const is = (/** @type {any[]} */ read, /** @type {number} */ at) =>
    Number(read[at]) === Number(labels[at]);
  const turned = [...labels.keys()].filter((at) => is(predicted, at) !== is(now, at));
  const lower = [...labels.keys()].filter((at) => after[at] < losses[at]).length;
  const change = new_loss - loss;
  return html`<p>
      ${`The same digits again, with the new weights: `}<b>${lossText(loss)}</b>${" → "}<b
        >${lossText(new_loss)}</b
      >
      ${Number.isFinite(change) && new_loss !== null ? ` (${change > 0 ? "+" : "−"}${precise(Math.abs(change))}).` : "."}
      ${` ${lower} of ${labels.length} cost less than before. `}
      ${change > 0 || new_loss === null ? "The step went too far: a smaller learning rate would have gone downhill." : "One small step downhill."}
    </p>
    ${
      turned.length > 0 &&
      html`<p>${`${counted(turned.length, "digit is", "digits are")} read otherwise:`}</p>
        <${Digits}
          dark=${page.dark.value}
          label="Digits that are read otherwise"
          digits=${turned.map((at) => ({
            key: at,
            pixels: pixelsOf(slow, at),
            words: `${predicted[at]} → ${now[at]}`,
            said: `${labels[at]}: was read as ${predicted[at]}, now as ${now[at]}`,
            mark: is(now, at) ? "better" : "worse",
          }))}
        />`
    }`;
}
