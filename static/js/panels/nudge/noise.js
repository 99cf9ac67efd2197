/** The faintest noise that makes it another class: what it is made of, and whom it deceives. */
import { PALETTES } from "../../core/colormap.js";
import { html } from "../../core/ui.js";
import { askAdversary } from "../../server/change.js";
import { useAsked } from "../asked.js";
import { Thumb } from "../gallery/thumb.js";
import { Change, Others } from "./judged.js";
import { Signed } from "./signed.js";
import { Target } from "./target.js";

/** @import { Attack } from "../../server/change.js" */
/** @import { AimProps } from "./panel.js" */

const REST = 350;

/** @param {AimProps} props */
export function Noise({ state, target, aim }) {
  const { answer, stale, problem } = useAsked(state, askAdversary({ target }), [target], {
    rest: REST,
  });
  const dark = state.dark.value;
  return html`<${Target}
      classes=${state.anatomy.value?.classes ?? []}
      now=${state.frame.value?.label}
      target=${target || (answer?.target.label ?? "")}
      aim=${aim}
    />
    <div class=${`what-found ${stale ? "stale" : ""}`} aria-busy=${String(stale)}>
      <p class="what-note" role="status">
        ${problem || (stale && !answer ? "Looking for the faintest noise…" : "Noise on the input, made to deceive this network.")}
      </p>
      ${answer?.methods.map((found) => html`<${Shown} key=${found.method} found=${found} before=${answer.before} dark=${dark} />`)}
    </div>`;
}

/** @param {{found: Attack, before: any, dark: boolean}} props */
function Shown({ found, before, dark }) {
  const { noise, image, epsilon } = found;
  const mixed = planeOf(image);
  const added = planeOf(noise);
  const plain = mixed.map((row, y) => row.map((value, x) => value - added[y][x]));
  const size = { height: mixed.length, width: mixed[0].length };
  const times = epsilon > 0 ? Math.max(1, Math.round(1 / epsilon)) : 1;
  return html`<section class="what-part" data-method=${found.method}>
    <h3>${found.title}</h3>
    <div class="what-sum">
      <figure>
        <${Thumb} values=${plain.flat()} ...${size} most=${1} dark=${dark} />
        <figcaption>input</figcaption>
      </figure>
      <span aria-hidden="true">+</span>
      <figure>
        <${Signed}
          values=${added.flat()}
          ...${size}
          most=${epsilon || 1}
          colours=${PALETTES[dark ? "dark" : "light"].signed}
        />
        <figcaption>noise × ${times}</figcaption>
      </figure>
      <span aria-hidden="true">=</span>
      <figure>
        <${Thumb} values=${mixed.flat()} ...${size} most=${1} dark=${dark} />
        <figcaption>read as ${found.after.label}</figcaption>
      </figure>
    </div>
    <p class="what-words">${found.words}</p>
    <${Change} before=${before} after=${found.after} />
    <${Others} others=${found.others} what="picture" />
  </section>`;
}

/** One plane of numbers: of several channels their mean. @param {number[][][]} planes */
const planeOf = (planes) =>
  planes[0].map((row, y) =>
    row.map((_, x) => planes.reduce((sum, plane) => sum + plane[y][x], 0) / planes.length),
  );
