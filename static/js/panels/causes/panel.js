/** What each channel is worth: here, in general, and together with others. */
import { html, useEffect, useState } from "../../core/ui.js";
import { styled } from "../../render/style.js";
import { ProblemError } from "../../server/api.js";
import { asAblation, askHere, getCauses } from "../../server/causes.js";
import { columnName, part, targetAt, targetsOf } from "../../views/edit-target.js";
import { Segments } from "../../views/segments.js";
import { useAsked } from "../asked.js";
import { Channels } from "./channels.js";
import { Together } from "./together.js";

await styled("causes");

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Anatomy } from "../../types.js" */
/** @import { General } from "../../server/causes.js" */
/** @import { Measure } from "./rows.js" */

/** @param {{state: State, actions: Actions}} context */
export function Causes({ state, actions }) {
  const anatomy = state.anatomy.value;
  return anatomy && html`<${Of} key=${anatomy.id} ...${{ state, actions, anatomy }} />`;
}

/** Of one network. @param {{state: State, actions: Actions, anatomy: Anatomy}} props */
function Of({ state, actions, anatomy }) {
  const targets = targetsOf(anatomy).filter(({ output }) => output.kind !== "input");
  const [at, go] = useState(0);
  /** The channels of the group, as layer:channel. */
  const [group, choose] = useState(/** @type {readonly string[]} */ ([]));
  const { general, words } = useGeneral(state, anatomy.id);
  const picked = targetAt(anatomy, state.pin.value);
  useEffect(() => {
    const found = targets.findIndex(({ stage }) => stage === picked?.stage);
    if (found >= 0) go(found);
  }, [picked?.stage.id]);
  useEffect(() => () => actions.setGeneral(null), []);
  const target = targets[Math.min(at, targets.length - 1)];
  const layer = target?.output.name ?? "";
  const here = useAsked(state, askHere(layer), [layer]);
  if (!target) return html`<p class="cause-note">This network has no channels to switch off.</p>`;
  const measure = /** @type {Measure} */ (state.measure.value);
  const toggle = (/** @type {string} */ name) =>
    choose(group.includes(name) ? group.filter((each) => each !== name) : [...group, name]);
  return html`<div class="causes">
    <p class="cause-note">
      ${`How far the answer falls without each ${part(target.output)}: for this drawing, and on average over ${general ? `${general.digits} test digits` : "test digits"}.`}
      ${state.edits.value.length > 0 && " The average is of the network without your changes."}
    </p>
    <label class="cause-layer">
      <span class="visually-hidden">Layer</span>
      <select
        value=${String(at)}
        onChange=${(/** @type {any} */ event) => go(Number(event.currentTarget.value))}
      >
        ${targets.map(({ stage }, number) => html`<option key=${stage.id} value=${String(number)}>${columnName(anatomy, stage)}</option>`)}
      </select>
    </label>
    <${Segments}
      label="Counted in"
      value=${measure}
      choices=${[
        ["points", "Probability", "Percentage points of the answer's probability"],
        ["margin", "Margin", "The answer's logit above the best other one"],
      ]}
      choose=${actions.setMeasure}
    />
    ${(words || here.problem) && html`<p class="cause-note" role="status">${words || here.problem}</p>`}
    <${Channels}
      output=${target.output}
      here=${state.bare.value ? null : here.answer}
      stale=${here.stale}
      general=${general}
      measure=${measure}
      group=${group}
      toggle=${toggle}
    />
    <${Segments}
      label="Badges on the maps"
      value=${state.general.value ? "general" : "here"}
      choices=${[
        ["here", "Badges: here", "What each is worth for this drawing"],
        ["general", "In general", "What each is worth on average"],
      ]}
      choose=${(/** @type {string} */ next) =>
        actions.setGeneral(next === "general" && general ? asAblation(anatomy.id, general) : null)}
      able=${(/** @type {string} */ next) => next === "here" || general !== null}
    />
    <${Together}
      ...${{ state, actions, anatomy, group, measure }}
      clear=${() => choose([])}
      toggle=${toggle}
    />
  </div>`;
}

/** The averages of a network, and how far they are. @param {State} state @param {string} network @returns {{general: General | null, words: string}} */
function useGeneral(state, network) {
  const [known, set] = useState(
    /** @type {{general: General | null, words: string}} */ ({ general: null, words: "" }),
  );
  const open = state.connection.value === "open";
  useEffect(() => {
    if (known.general) return;
    const stop = new AbortController();
    const say = (/** @type {string} */ words) =>
      !stop.signal.aborted && set({ general: null, words });
    getCauses(network, stop.signal, say).then(
      (general) => !stop.signal.aborted && set({ general, words: "" }),
      (error) => {
        if (stop.signal.aborted) return;
        if (!(error instanceof ProblemError)) throw error;
        say(error.message);
      },
    );
    return () => stop.abort();
  }, [network, open]);
  return known;
}
