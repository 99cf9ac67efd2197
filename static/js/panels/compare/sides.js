/** What B is: a network, a moment of its training, its changes, its drawing. */
import { NO_EDITS } from "../../core/other.js";
import { html } from "../../core/ui.js";
import { counted, grouped } from "../../kinds/text.js";
import { getDigit } from "../../server/api.js";
import { getTraining } from "../../server/checkpoints.js";
import { nameOfA } from "../../views/compare/words.js";
import { useFetched } from "../fetched.js";

/** @import { Context } from "./panel.js" */
/** @import { Edit } from "../../types.js" */

/** Digits of the test set. */
const DIGITS = 10_000;

/** @param {Context} context */
export function Sides({ state, comparison }) {
  const { other, side } = comparison;
  const now = other.value;
  if (!now) return null;
  const same = now.network === state.networkId.value;
  const shown = [state.anatomy.value, side.anatomy.value, { id: now.network, title: now.network }];
  /** Those that are in no list, too. @type {Map<string, string>} */
  const titles = new Map(state.networks.value.map(({ id, title }) => [id, title]));
  for (const each of shown) if (each && !titles.has(each.id)) titles.set(each.id, each.title);
  return html`<section class="compare-part">
    <p class="compare-words">
      <b>A</b>, above, is the page as it is: ${nameOfA(state)}. <b>B</b>, below, is
    </p>
    <div class="compare-form">
      <label for="other-network">network</label>
      <select
        id="other-network"
        value=${now.network}
        onChange=${(/** @type {any} */ { currentTarget: { value: network } }) =>
          comparison.set({ network, checkpoint: null, edits: NO_EDITS })}
      >
        ${[...titles].map(([id, title]) => html`<option key=${id} value=${id}>${title}</option>`)}
      </select>
      <${Moment} state=${state} comparison=${comparison} />
      <label for="other-edits">changes</label>
      <${Changes} ...${{ state, comparison, same }} />
      <span id="other-ink">drawing</span>
      <${Drawing} state=${state} comparison=${comparison} />
    </div>
    <div class="compare-buttons">
      <button
        type="button"
        class="button"
        onClick=${comparison.swap}
        title="A becomes B, and B becomes A"
      >
        Swap A and B
      </button>
      <button
        type="button"
        class="button"
        onClick=${comparison.keep}
        title="B becomes all that A is now, and stays so while you draw, edit and choose"
      >
        Keep A as B
      </button>
    </div>
  </section>`;
}

/** @param {Context} context */
function Moment({ state, comparison }) {
  const { network = "", checkpoint = null } = comparison.other.value ?? {};
  const { found } = useFetched(state, network, (signal) => getTraining(network, signal));
  const steps = found?.checkpoints.slice(0, -1) ?? [];
  return html`<label for="other-step">moment</label>
    <select
      id="other-step"
      value=${checkpoint === null ? "" : String(checkpoint)}
      disabled=${steps.length === 0}
      title=${found?.words}
      onChange=${(/** @type {any} */ { currentTarget: { value } }) =>
        comparison.set({ checkpoint: value === "" ? null : Number(value) })}
    >
      <option value="">finished</option>
      ${steps.map(
        ({ step }) =>
          html`<option key=${step} value=${String(step)}>${`step ${grouped(step)}`}</option>`,
      )}
    </select>`;
}

/** @param {Context & {same: boolean}} props */
function Changes({ state, comparison, same }) {
  const { edits = NO_EDITS } = comparison.other.value ?? {};
  const mine = state.edits.value;
  const kept = edits?.length ? edits : null;
  const value = edits === null ? "mine" : kept ? "kept" : "none";
  /** @type {Record<string, readonly Edit[] | null>} */
  const meant = { mine: null, none: NO_EDITS, kept: kept ?? NO_EDITS, now: mine };
  return html`<select
    id="other-edits"
    value=${value}
    onChange=${(/** @type {any} */ { currentTarget }) =>
      comparison.set({ edits: meant[currentTarget.value] })}
  >
    <option value="none">none: untouched</option>
    ${same && html`<option value="mine">those of A, as they come</option>`}
    ${same && mine.length > 0 && html`<option value="now">${`those of A as they are (${mine.length})`}</option>`}
    ${kept && html`<option value="kept">${`${counted(kept.length, "change")}, kept`}</option>`}
  </select>`;
}

/** @param {Context} context */
function Drawing({ state, comparison }) {
  const own = comparison.other.value?.drawing ?? null;
  const roll = async () => {
    const picture = await getDigit(Math.floor(Math.random() * DIGITS));
    comparison.set({ drawing: { ink: state.ink.peek(), picture } });
  };
  return html`<div class="compare-buttons" role="group" aria-labelledby="other-ink">
    <button
      type="button"
      class="button"
      aria-pressed=${String(own === null)}
      onClick=${() => comparison.set({ drawing: null })}
    >
      A's
    </button>
    <button
      type="button"
      class="button"
      aria-pressed=${String(own !== null)}
      title="B keeps this drawing; draw another one for A"
      onClick=${() => comparison.set({ drawing: state.seen.peek() })}
    >
      ${own ? "Its own · keep this" : "Keep this"}
    </button>
    <button type="button" class="button" title="A random digit of the test set" onClick=${roll}>
      Dice
    </button>
  </div>`;
}
