/** A modal dialog that is made when it is asked for, and gone when it closes. */
import { render } from "../core/ui.js";

/**
 * Labelled by its part `NAME-title`, described by `NAME-words` where there is such a part.
 *
 * @param {string} name also its class
 * @param {(close: () => void) => any} content
 * @param {() => void} [whenClosed]
 * @returns {HTMLDialogElement}
 */
export function openDialog(name, content, whenClosed) {
  const dialog = document.createElement("dialog");
  dialog.className = name;
  dialog.id = `${name}-dialog`;
  dialog.setAttribute("aria-labelledby", `${name}-title`);
  dialog.setAttribute("aria-describedby", `${name}-words`);
  render(
    content(() => dialog.close()),
    dialog,
  );
  dialog.addEventListener("close", () => {
    render(null, dialog);
    dialog.remove();
    whenClosed?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
