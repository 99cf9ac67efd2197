/** The smallest ink that makes it another class: seen on the pad, drawn with one click. */
import { lastTime } from "../../core/ink.js";
import { html, useState } from "../../core/ui.js";
import { grouped } from "../../kinds/text.js";
import { askNudge } from "../../server/change.js";
import { Segments } from "../../views/segments.js";
import { useAsked } from "../asked.js";
import { Ghost } from "./ghost.js";
import { Change, Others } from "./judged.js";
import { Target } from "./target.js";

/** @import { Ink, Point } from "../../types.js" */
/** @import { Nudge } from "../../server/change.js" */
/** @import { AimProps } from "./panel.js" */

/** A search takes a second: the pen rests longer before it begins. */
const REST = 350;
/** Milliseconds from one drawn corner to the next, as the timeline shall have it. */
const PACE = 120;

/** @type {readonly [string, string, string][]} */
const KINDS = [
  ["either", "Either", "Whichever is less"],
  ["add", "Add", "Strokes to add"],
  ["erase", "Erase", "Pieces to erase"],
];

/** @param {AimProps} props */
export function InkNudge({ state, actions, target, aim }) {
  const [kind, choose] = useState("either");
  const drawn = !state.seen.value.picture;
  const ask = drawn ? askNudge({ target, kind }) : null;
  const { answer, stale, problem } = useAsked(state, ask, [target, kind, drawn], { rest: REST });
  const found = stale ? null : answer;
  const shown = answer?.target.label ?? target;
  return html`<${Target}
      classes=${state.anatomy.value?.classes ?? []}
      now=${state.frame.value?.label}
      target=${target || shown}
      aim=${aim}
    />
    <${Segments} label="By" value=${kind} choices=${KINDS} choose=${choose} />
    <div class=${`what-found ${stale ? "stale" : ""}`} aria-busy=${String(stale)}>
      <p class="what-words" role="status">${wordsFor(drawn, problem, answer, stale)}</p>
      ${answer && html`<${Change} before=${answer.before} after=${answer.after} />`}
      ${
        found &&
        found.reached &&
        found.before.index !== found.after.index &&
        html`<button
          type="button"
          class="button what-do"
          onClick=${() => actions.setInk(timed(found), found.added.length ? "draw" : "erase")}
        >
          ${doing(found)}
        </button>`
      }
      ${answer && html`<p class="what-note">${grouped(answer.trials)} changed drawings tried.</p>`}
      ${answer && html`<${Others} others=${answer.others} what="ink" />`}
    </div>
    <${Ghost} found=${found?.reached ? found : null} />`;
}

/** @param {boolean} drawn @param {string} problem @param {Nudge | null} answer @param {boolean} stale */
function wordsFor(drawn, problem, answer, stale) {
  if (!drawn)
    return "This is a picture. Draw with the pen: only strokes can be added to or erased.";
  if (problem) return problem;
  if (answer && !stale) return answer.words;
  return "Looking for the smallest change…";
}

/** @param {Nudge} found */
const doing = ({ added, erased }) =>
  added.length && erased.length ? "Do it" : added.length ? "Draw it" : "Erase it";

/** The new strokes get times, as if a hand had drawn them now. @param {Nudge} found @returns {Ink} */
function timed({ ink, added }) {
  const old = ink.strokes.length - added.length;
  let time = Math.max(
    0,
    ...ink.strokes.slice(0, old).map((stroke) => lastTime({ ...ink, strokes: [stroke] })),
  );
  const strokes = ink.strokes.map((stroke, at) =>
    at < old ? stroke : stroke.map(([x, y]) => /** @type {Point} */ ([x, y, (time += PACE)])),
  );
  return { ...ink, strokes };
}
