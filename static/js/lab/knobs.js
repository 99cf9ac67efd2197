/** The knobs, built from what the server says there is to turn; and the presets. */
import { html, useSignal } from "../core/ui.js";
import { presetLike, valueOf } from "./choices.js";
import { measuredText, plainNumber } from "./words.js";

/** @import { About, Knob as KnobFacts } from "../server/lab.js" */
/** @import { Signal } from "../types.js" */
/** @import { LabActions } from "./actions.js" */
/** @import { Lab } from "./state.js" */

/** A seed is a name, not an amount: whole numbers from a range this large are not slid to. */
const VAST = 1e6;
/** Whole numbers of a range this wide are slid to by factors. */
const WIDE = 300;
/** Choices with longer words than this, all together, open as a list. */
const ROOM = 22;
/** Steps of a slider between a number and ten times it. */
const FINE = 20;

/** On a phone the groups open one by one. */
const roomy = () => matchMedia("(min-width: 900px)").matches;

/** @param {{lab: Lab, actions: LabActions}} context */
export function Knobs({ lab, actions }) {
  const about = /** @type {About} */ (lab.about.value);
  const told = useSignal("");
  const wrong = new Map((lab.refused.value?.errors ?? []).map(({ loc, msg }) => [loc[1], msg]));
  const words = about.knobs.find(({ name }) => name === told.value)?.words ?? "";
  return html`<form
    class="lab-knobs"
    onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}
  >
    <${Presets} ...${{ lab, actions, about }} />
    ${about.groups.map(
      ({ name, title }) =>
        html`<details key=${name} class="lab-group" open=${roomy()}>
          <summary>${title}</summary>
          ${about.knobs
            .filter(({ group }) => group === name)
            .map((knob) => {
              const value = lab.knobs.value[knob.name];
              return html`<${Knob}
                key=${knob.name}
                ...${{ knob, value, told, actions }}
                wrong=${wrong.has(knob.name)}
              />`;
            })}
        </details>`,
    )}
    <p class="lab-told" aria-hidden="true">${words || "Point at a knob to read what it does."}</p>
  </form>`;
}

/** @param {{lab: Lab, actions: LabActions, about: About}} props */
function Presets({ lab, actions, about }) {
  const exact = presetLike(about, lab.knobs.value);
  const shown = about.presets.find(
    ({ name }) => name === (exact && lab.preset.value) || name === exact,
  );
  const list = (/** @type {boolean} */ mistake) =>
    about.presets
      .filter((preset) => preset.mistake === mistake)
      .map(({ name, title }) => html`<option key=${name} value=${name}>${title}</option>`);
  return html`<div class="lab-presets">
    <label for="lab-preset">Begin with</label>
    <select
      id="lab-preset"
      value=${shown?.name ?? ""}
      onChange=${(/** @type {any} */ { currentTarget }) => actions.setPreset(currentTarget.value)}
    >
      ${!shown && html`<option value="">your own choice</option>`}
      <optgroup label="Networks">${list(false)}</optgroup>
      <optgroup label="Mistakes, on purpose">${list(true)}</optgroup>
    </select>
    ${
      shown &&
      html`<p class=${`lab-expect ${shown.mistake ? "mistake" : ""}`}>
        ${shown.words} ${shown.measured && html`<span>${measuredText(shown.measured)}</span>`}
      </p>`
    }
  </div>`;
}

/**
 * @typedef {object} KnobProps
 * @property {KnobFacts} knob
 * @property {any} value
 * @property {LabActions} actions
 */

/** @param {KnobProps & {wrong: boolean, told: Signal<string>}} props */
function Knob({ knob, value, wrong, told, actions }) {
  const tell = () => {
    told.value = knob.name;
  };
  const set = (/** @type {any} */ next) => actions.turn(knob.name, next);
  const id = `knob-${knob.name}`;
  const form = formOf(knob);
  const Control = CONTROLS[form];
  return html`<div
    class=${`lab-knob ${form}`}
    data-knob=${knob.name}
    data-wrong=${wrong}
    onPointerEnter=${tell}
    onFocusIn=${tell}
  >
    ${
      form === "few"
        ? html`<span class="lab-knob-title" id=${`${id}-title`}>${knob.title}</span>`
        : html`<label class="lab-knob-title" for=${id} id=${`${id}-title`}>${knob.title}</label>`
    }
    <${Control} ...${{ knob, value, set, id, wrong }} />
    <p class="lab-knob-words" id=${`${id}-words`}>${knob.words}</p>
  </div>`;
}

/** @param {KnobFacts} knob @returns {keyof typeof CONTROLS} */
function formOf({ kind, choices = [], least = 0, most = Infinity }) {
  if (kind === "flag") return "flag";
  if (kind === "choice") {
    const letters = choices.reduce((sum, { title }) => sum + title.length + 2, 0);
    return letters > ROOM ? "list" : "few";
  }
  return kind === "integer" && most - least > VAST ? "number" : "slider";
}

/** @typedef {{knob: KnobFacts, value: any, set: (value: any) => void, id: string, wrong: boolean}} ControlProps */

/** @param {ControlProps} props */
const Flag = ({ value, set, id, wrong }) =>
  html`<input
    type="checkbox"
    role="switch"
    id=${id}
    checked=${value}
    aria-invalid=${wrong}
    aria-describedby=${`${id}-words`}
    onChange=${(/** @type {any} */ { currentTarget }) => set(currentTarget.checked)}
  />`;

/** @param {ControlProps} props */
const List = ({ knob, value, set, id, wrong }) =>
  html`<select
    id=${id}
    value=${String(value)}
    aria-invalid=${wrong}
    aria-describedby=${`${id}-words`}
    onChange=${(/** @type {any} */ { currentTarget }) => set(valueOf(knob, currentTarget.value))}
  >
    ${(knob.choices ?? []).map((one) => html`<option key=${one.value} value=${String(one.value)}>${one.title}</option>`)}
  </select>`;

/** @param {ControlProps} props */
const Few = ({ knob, value, set, id }) =>
  html`<div
    class="segments small"
    role="group"
    id=${id}
    aria-labelledby=${`${id}-title`}
    aria-describedby=${`${id}-words`}
  >
    ${(knob.choices ?? []).map(
      (one) =>
        html`<button
          type="button"
          key=${one.value}
          aria-pressed=${String(one.value === value)}
          onClick=${() => set(one.value)}
        >
          ${one.title}
        </button>`,
    )}
  </div>`;

/** @param {ControlProps} props */
const Exact = ({ knob, value, set, id, wrong }) =>
  html`<input
    type="number"
    id=${id}
    value=${plainNumber(value)}
    min=${knob.least}
    max=${knob.most}
    step=${knob.kind === "integer" ? (knob.step ?? 1) : "any"}
    inputmode=${knob.kind === "integer" ? "numeric" : "decimal"}
    aria-invalid=${wrong}
    aria-describedby=${`${id}-words`}
    onChange=${(/** @type {any} */ { currentTarget }) => {
      const next = valueOf(knob, currentTarget.value);
      if (next === undefined) currentTarget.value = plainNumber(value);
      else set(next);
    }}
  />`;

/** A slider to turn, and the number to be exact. @param {ControlProps} props */
function Slider(props) {
  const { knob, value, set, id } = props;
  const { least = 0, most = 1 } = knob;
  const whole = knob.kind === "integer";
  const log = knob.scale === "log" || (whole && least > 0 && most / least > WIDE);
  const to = (/** @type {number} */ number) => (log ? Math.log10(number) * FINE : number);
  const from = (/** @type {number} */ place) => {
    const number = log ? 10 ** (place / FINE) : place;
    return whole && !log ? number : Number(number.toPrecision(2));
  };
  const [low, high] = [to(least), to(most)];
  return html`<input
      type="range"
      aria-labelledby=${`${id}-title`}
      aria-valuetext=${plainNumber(value)}
      min=${low}
      max=${high}
      step=${log ? 1 : whole ? (knob.step ?? 1) : (high - low) / 100}
      value=${to(value)}
      onInput=${(/** @type {any} */ { currentTarget }) =>
        set(Math.min(most, Math.max(least, from(Number(currentTarget.value)))))}
    />
    <${Exact} ...${props} />`;
}

const CONTROLS = { flag: Flag, list: List, few: Few, number: Exact, slider: Slider };
