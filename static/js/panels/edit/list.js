/** What was changed, in words; each can be taken back, and all at once. */
import { html } from "../../core/ui.js";
import { targetsOf, words } from "../../views/edit-target.js";

/** @import { EditProps } from "./panel.js" */
/** @import { Edit } from "../../types.js" */

/** @param {EditProps} props */
export function EditList({ state, actions, anatomy }) {
  const edits = state.edits.value;
  const { past, future } = state.editHistory.value;
  const open = (/** @type {Edit} */ edit) => {
    const found = targetsOf(anatomy).find(({ stage }) =>
      stage.layers.some(({ name }) => name === edit.layer),
    );
    if (found) actions.setEditing({ stage: found.stage.id, channel: edit.channel });
  };
  return html`<section class="edit-part" aria-labelledby="edits-title">
    <div class="edit-row">
      <h3 id="edits-title">Changes</h3>
      <button
        type="button"
        class="button"
        title="Undo the last change of the network"
        disabled=${past.length === 0}
        onClick=${actions.undoEdit}
      >
        Undo
      </button>
      <button
        type="button"
        class="button"
        disabled=${future.length === 0}
        onClick=${actions.redoEdit}
      >
        Redo
      </button>
      <button
        type="button"
        class="button"
        id="edit-reset"
        disabled=${edits.length === 0}
        onClick=${actions.resetEdits}
      >
        Reset all
      </button>
    </div>
    ${
      edits.length === 0
        ? html`<p class="edit-note">None: this is the network as it was trained.</p>`
        : html`<ul class="edit-list">
            ${edits.map(
              (edit) =>
                html`<li key=${`${edit.layer} ${edit.channel}`}>
                  <button type="button" class="edit-words" onClick=${() => open(edit)}>
                    ${words(anatomy, edit)}
                  </button>
                  <button
                    type="button"
                    class="button"
                    aria-label=${`Take back: ${words(anatomy, edit)}`}
                    onClick=${() => actions.removeEdit(edit)}
                  >
                    ✕
                  </button>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}
