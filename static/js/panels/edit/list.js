/** What was changed, in words; each can be taken back, and all at once. */
import { html } from "../../core/ui.js";
import { targetsOf, words } from "../../views/edit-target.js";

/** @import { EditProps } from "./panel.js" */
/** @import { Edit } from "../../types.js" */

/** @param {EditProps} props */
export function EditList({ state, actions, anatomy }) {
  const edits = state.edits.value;
  const { past, future } = state.editHistory.value;
  /** @type {[text: string, able: boolean, act: () => void, more?: {id?: string, title?: string}][]} */
  const tools = [
    ["Undo", past.length > 0, actions.undoEdit, { title: "Undo the last change of the network" }],
    ["Redo", future.length > 0, actions.redoEdit],
    ["Reset all", edits.length > 0, actions.resetEdits, { id: "edit-reset" }],
  ];
  return html`<section class="edit-part" aria-labelledby="edits-title">
    <div class="edit-row">
      <h3 id="edits-title">Changes</h3>
      ${tools.map(
        ([text, able, act, more]) =>
          html`<button
            type="button"
            class="button"
            key=${text}
            ...${more}
            disabled=${!able}
            onClick=${act}
          >
            ${text}
          </button>`,
      )}
    </div>
    ${
      edits.length === 0
        ? html`<p class="edit-note">None: this is the network as it was trained.</p>`
        : html`<ul class="edit-list">
            ${edits.map(
              (edit) =>
                html`<${Entry}
                  key=${`${edit.layer} ${edit.channel}`}
                  ...${{ edit, anatomy, actions }}
                />`,
            )}
          </ul>`
    }
  </section>`;
}

/** A change: go there, or take it back. @param {Pick<EditProps, "actions" | "anatomy"> & {edit: Edit}} props */
function Entry({ edit, anatomy, actions }) {
  const said = words(anatomy, edit);
  const open = () => {
    const found = targetsOf(anatomy).find(({ stage }) =>
      stage.layers.some(({ name }) => name === edit.layer),
    );
    if (found) actions.setEditing({ stage: found.stage.id, channel: edit.channel });
  };
  return html`<li>
    <button type="button" class="edit-words" onClick=${open}>${said}</button>
    <button
      type="button"
      class="button"
      aria-label=${`Take back: ${said}`}
      onClick=${() => actions.removeEdit(edit)}
    >
      ✕
    </button>
  </li>`;
}
