/** A group of channels: what is left without all of them, and which two stand in for each other. */
import { PALETTES, colourOf, css, isBright } from "../../core/colormap.js";
import { html } from "../../core/ui.js";
import { askTogether } from "../../server/causes.js";
import { changeText } from "../../views/causes.js";
import { columnName, targetsOf } from "../../views/edit-target.js";
import { useAsked } from "../asked.js";

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Anatomy } from "../../types.js" */
/** @import { Interactions } from "../../server/causes.js" */
/** @import { Measure } from "./rows.js" */

/** A larger group has no table of pairs. */
const MOST = 10;

/**
 * @param {{state: State, actions: Actions, anatomy: Anatomy, group: readonly string[], measure: Measure,
 *   clear: () => void, toggle: (name: string) => void}} props
 */
export function Together({ state, actions, anatomy, group, measure, clear, toggle }) {
  const names = group.join();
  const asks = group.length > 1;
  const asked = useAsked(state, asks ? askTogether(names) : null, [names]);
  const { answer, stale, problem } = asked;
  const found = answer && answer.channels.map(join).join() === names ? answer : null;
  const off = () => {
    for (const each of group) {
      const [layer, channel] = split(each);
      actions.editChannel(layer, channel, { scale: 0 });
    }
  };
  return html`<section class="cause-group" aria-label="A group" aria-busy=${String(asks && stale)}>
    <h3>Together</h3>
    ${
      group.length === 0
        ? html`<p class="cause-note">
            Tick two or more, of any layers, to see what they do together.
          </p>`
        : html`<div class="cause-chips">
            ${group.map(
              (each) =>
                html`<button
                  type="button"
                  key=${each}
                  class="cause-chip"
                  aria-label=${`Take out ${nameOf(anatomy, each)}`}
                  onClick=${() => toggle(each)}
                >
                  ${nameOf(anatomy, each)} ✕
                </button>`,
            )}
            <button type="button" class="button" onClick=${clear}>Clear</button>
          </div>`
    }
    ${asks && html`<p class="cause-words" role="status">${problem || (stale || !found ? "" : found.words)}</p>`}
    ${found?.general && html`<p class="cause-note">${generally(found.general, measure)}</p>`}
    ${found && group.length <= MOST && html`<${Pairs} ...${{ state, anatomy, group, measure, found }} />`}
    ${asks && html`<button type="button" class="button" onClick=${off}>Switch them off</button>`}
  </section>`;
}

/** @param {NonNullable<Interactions["general"]>} general @param {Measure} measure */
function generally({ drop, fall, flips, digits }, measure) {
  const by =
    measure === "points"
      ? `${changeText(-100 * drop)} points`
      : `${changeText(-fall)} of the margin`;
  return `In general: ${by}, and another answer for ${(100 * flips).toFixed(0)} % of ${digits} digits.`;
}

/** How much more two cost than one by one. @param {{state: State, anatomy: Anatomy, group: readonly string[], measure: Measure, found: Interactions}} props */
function Pairs({ state, anatomy, group, measure, found }) {
  const rows = found.pairs[measure === "points" ? "drop" : "fall"].map((row) =>
    row.map((by) => (measure === "points" ? 100 * by : by)),
  );
  const reach = Math.max(0.1, ...rows.flat().map(Math.abs));
  const colours = PALETTES[state.dark.value ? "dark" : "light"].signed;
  return html`<div class="cause-scroll" tabindex="0" role="group" aria-label="Table of pairs">
    <table class="cause-pairs">
      <caption>
        Off together less one by one, ${measure === "points" ? "in points" : "in margin"}: above 0
        they stand in for each other
      </caption>
      <thead>
        <tr>
          <td></td>
          ${group.map((each) => html`<th key=${each} scope="col">${brief(each)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, at) =>
            html`<tr key=${group[at]}>
              <th scope="row" title=${nameOf(anatomy, group[at])}>${brief(group[at])}</th>
              ${row.map((by, other) => {
                if (other === at) return html`<td key=${other}></td>`;
                const colour = colourOf(colours, by, [-reach, reach]);
                return html`<td
                  key=${other}
                  class=${isBright(colour) ? "bright" : "deep"}
                  style=${{ background: css(colour) }}
                >
                  ${changeText(by)}
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** @param {string} each layer:channel @returns {[layer: string, channel: number]} */
function split(each) {
  const at = each.lastIndexOf(":");
  return [each.slice(0, at), Number(each.slice(at + 1))];
}

/** @param {Interactions["channels"][number]} named @returns {string} layer:channel */
const join = ({ layer, channel }) => `${layer}:${channel}`;

/** "Convolution conv1 3" @param {Anatomy} anatomy @param {string} each */
function nameOf(anatomy, each) {
  const [layer, channel] = split(each);
  const target = targetsOf(anatomy).find(({ output }) => output.name === layer);
  return `${target ? columnName(anatomy, target.stage) : layer} ${channel + 1}`;
}

/** @param {string} each */
const brief = (each) => split(each)[1] + 1;
