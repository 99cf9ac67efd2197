/** Numbers of A in place of B's: the list of patches, and ways to make one without dragging. */
import { html } from "../../core/ui.js";
import { patchOfPin } from "../../views/compare/drag.js";
import { patchWords, partWords } from "../../views/compare/words.js";
import { sceneOn } from "../../views/flow-scene.js";

/** @import { Context } from "./panel.js" */

/** @param {Context} context */
export function Patches({ state, comparison }) {
  const { patches, history, other, said } = comparison;
  const given = other.value?.patches ?? [];
  const lost = given.length - patches.value.length;
  const words = said.value && said.value.patches > 0 ? asHere(said.value.words) : "";
  return html`<section class="compare-part">
    <h3>Patch: does the answer follow?</h3>
    <p class="compare-note">
      Drag a map, a unit or a column's title from A into B: B goes on with A's numbers there. Or
      hold a number and take its map:
    </p>
    <div class="compare-buttons">
      <${FromPin} ...${{ state, comparison, whole: false }} />
      <${FromPin} ...${{ state, comparison, whole: true }} />
    </div>
    ${
      patches.value.length > 0 &&
      html`<ol class="compare-list" aria-label="Patches">
        ${patches.value.map((patch) => {
          const { source, target, same } = patchWords(patch, state, comparison);
          const text = same ? source : `${source} → ${target}`;
          return html`<li key=${`${patch.layer} ${patch.channel}`}>
            <span>${text}</span>
            <button
              type="button"
              class="button"
              aria-label=${`Take back: ${text}`}
              onClick=${() => comparison.removePatch(patch)}
            >
              ✕
            </button>
          </li>`;
        })}
      </ol>`
    }
    ${lost > 0 && html`<p class="compare-note">${`${lost} more do not fit these networks.`}</p>`}
    <p class="compare-words" role="status" id="patched">${words}</p>
    ${
      (history.value.past.length > 0 || given.length > 0) &&
      html`<div class="compare-buttons">
        <button
          type="button"
          class="button"
          disabled=${!history.value.past.length}
          onClick=${comparison.undoPatch}
        >
          Undo
        </button>
        <button
          type="button"
          class="button"
          disabled=${!history.value.future.length}
          onClick=${comparison.redoPatch}
        >
          Redo
        </button>
        <button
          type="button"
          class="button"
          disabled=${!given.length}
          onClick=${comparison.resetPatches}
        >
          Reset
        </button>
      </div>`
    }
  </section>`;
}

/** The server speaks of donor and receiver. @param {string} words */
const asHere = (words) => words.replace("the receiver", "B").replace(/\bthe donor\b/i, "A");

/** @param {Context & {whole: boolean}} props */
function FromPin({ state, comparison, whole }) {
  void [state.pin.value, comparison.side.anatomy.value, comparison.pairs.value];
  const [a, b] = ["flow", "other"].map((id) => sceneOn(document.getElementById(id)));
  const patch = a && b && state.pin.value ? patchOfPin(a, b, comparison, whole) : null;
  const layer = patch && state.anatomy.value?.layers.find(({ name }) => name === patch.donor_layer);
  const usual = whole ? "Its whole layer" : "The held map or unit";
  const why = state.pin.value ? "Nothing in B has this size" : "Hold a number of A first";
  return html`<button
    type="button"
    class="button"
    disabled=${!patch}
    title=${patch ? (whole ? "Shift X on the layers" : "X on the layers") : why}
    onClick=${() => patch && comparison.addPatch(patch)}
  >
    ${layer && patch ? `Patch ${partWords(layer, patch.donor_channel, state.anatomy.value?.classes)}` : usual}
  </button>`;
}
