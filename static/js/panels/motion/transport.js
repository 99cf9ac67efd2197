/** The player's controls: begin, back, play, on, end; the scrubber; what a step is, and how fast. */
import { html } from "../../core/ui.js";
import { TEMPOS, WHOLE, cellsOf } from "../../core/motion.js";
import { motionOf } from "../../kinds/motion/index.js";
import { placeOf } from "../../kinds/text.js";

/** @import { Motion, Tempo } from "../../types.js" */
/** @import { Actions } from "../../state/actions.js" */
/** @import { Look } from "./look.js" */

/** Line icons, 20 × 20. */
const ICONS = {
  first: "M5 4.5v11M15 4.5L8 10l7 5.5z",
  back: "M12.5 5L7 10l5.5 5",
  play: "M6.5 4l9 6-9 6z",
  pause: "M7 4.5v11M13 4.5v11",
  on: "M7.5 5L13 10l-5.5 5",
  last: "M15 4.5v11M5 4.5L12 10l-7 5.5z",
};

/** @param {{name: keyof typeof ICONS}} props */
const Icon = ({ name }) =>
  html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${ICONS[name]} /></svg>`;

/** @param {{look: Look, now: Motion, still: boolean, actions: Actions}} props `still`: no motion, only steps */
export function Transport({ look, now, still, actions }) {
  const cells = cellsOf(look.layer);
  const button = (
    /** @type {keyof typeof ICONS} */ icon,
    /** @type {string} */ name,
    /** @type {() => void} */ act,
    /** @type {string} */ keys,
  ) =>
    html`<button type="button" aria-label=${name} title=${`${name} (${keys})`} onClick=${act}>
      <${Icon} name=${icon} />
    </button>`;
  return html`<div class="transport" role="group" aria-label="Player">
    <div class="transport-buttons">
      ${button("first", "To the first cell", () => actions.scrubMotion(0), "Home")}
      ${button("back", "One step back", () => actions.stepMotion(-1), "←")}
      <${PlayButton} playing=${now.playing} still=${still} actions=${actions} />
      ${!still && button("on", "One step on", () => actions.stepMotion(1), "→")}
      ${button("last", "To the whole map", () => actions.scrubMotion(cells - 1), "End")}
    </div>
    <input
      type="range"
      class="scrub"
      min="0"
      max=${cells - 1}
      value=${now.at}
      aria-label="Cell"
      aria-valuetext=${placeOf(look.layer, look.place, look.scene.classes)}
      onInput=${(/** @type {{currentTarget: HTMLInputElement}} */ { currentTarget }) =>
        actions.scrubMotion(Number(currentTarget.value))}
    />
    <${Grains} look=${look} now=${now} actions=${actions} />
    ${!still && html`<${Tempos} now=${now} actions=${actions} />`}
  </div>`;
}

/** @param {{playing: boolean, still: boolean, actions: Actions}} props */
function PlayButton({ playing, still, actions }) {
  if (still) {
    return html`<button
      type="button"
      class="play"
      title="One step on (Space)"
      onClick=${() => actions.stepMotion(1)}
    >
      <${Icon} name="on" />Step
    </button>`;
  }
  return html`<button
    type="button"
    class="play"
    aria-label=${playing ? "Pause" : "Play"}
    aria-keyshortcuts="K"
    title=${playing ? "Pause (K)" : "Play (K)"}
    onClick=${actions.toggleMotion}
  >
    <${Icon} name=${playing ? "pause" : "play"} />
  </button>`;
}

/** What one step is: only where a cell has steps inside. @param {{look: Look, now: Motion, actions: Actions}} props */
function Grains({ look, now, actions }) {
  const { layer, scene } = look;
  const inside = Object.entries(motionOf(layer).grains(scene));
  if (inside.length === 0) return null;
  const whole = layer.shape.length === 1 ? "Unit" : "Cell";
  /** @type {[Motion["grain"], string][]} */
  const grains = [["cell", whole], .../** @type {[Motion["grain"], string][]} */ (inside)];
  return html`<div class="segments small" role="group" aria-label="One step is one">
    ${grains.map(
      ([grain, name]) =>
        html`<button
          type="button"
          data-grain=${grain}
          aria-pressed=${String(grain === now.grain)}
          onClick=${() => actions.setGrain(grain)}
        >
          ${name}
        </button>`,
    )}
  </div>`;
}

/** @param {Tempo} tempo */
const tempoName = (tempo) =>
  tempo === "auto"
    ? "slow, then fast"
    : tempo === "whole"
      ? `all in ${WHOLE} s`
      : `${tempo} a second`;

/** @param {{now: Motion, actions: Actions}} props */
function Tempos({ now, actions }) {
  const change = (/** @type {{currentTarget: HTMLSelectElement}} */ { currentTarget }) =>
    actions.setTempo(TEMPOS[currentTarget.selectedIndex]);
  return html`<select class="tempo" aria-label="Speed" onChange=${change}>
    ${TEMPOS.map(
      (tempo) =>
        html`<option selected=${tempo === now.tempo} value=${String(tempo)}>
          ${tempoName(tempo)}
        </option>`,
    )}
  </select>`;
}
