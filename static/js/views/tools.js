/** The buttons under the pad, and the ways a picture gets in. */
import { effect } from "../core/signals.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */
/** @import { Tool } from "../types.js" */

/**
 * @param {HTMLElement} root holds buttons with `data-tool` or `data-do`, the width, the file input
 * @param {{state: State, actions: Actions}} context
 */
export function mountTools(root, { state, actions }) {
  const file = /** @type {HTMLInputElement} */ (root.querySelector("input[type=file]"));
  const width = /** @type {HTMLInputElement} */ (root.querySelector("input[type=range]"));
  const tools = /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("[data-tool]"));
  /** @param {string} name */
  const button = (name) =>
    /** @type {HTMLButtonElement} */ (root.querySelector(`[data-do="${name}"]`));

  /** @type {Record<string, () => unknown>} */
  const jobs = {
    undo: actions.undo,
    redo: actions.redo,
    clear: actions.clear,
    roll: actions.roll,
    picture: () => file.click(),
  };
  for (const [name, job] of Object.entries(jobs)) button(name).addEventListener("click", job);
  for (const each of tools) {
    const tool = /** @type {Tool} */ (each.dataset.tool);
    each.addEventListener("click", () => actions.setTool(tool));
  }
  width.addEventListener("input", () => actions.setWidth(Number(width.value)));
  file.addEventListener("change", () => {
    if (file.files?.[0]) actions.loadPicture(file.files[0]);
    file.value = "";
  });

  effect(() => {
    button("undo").disabled = !state.canUndo.value;
    button("redo").disabled = !state.canRedo.value;
    button("clear").disabled = state.blank.value;
    for (const each of tools) each.ariaPressed = String(each.dataset.tool === state.tool.value);
    width.value = String(state.width.value);
    width.style.setProperty("--nib", `${Math.round(5 + state.width.value * 120)}px`);
  });
}

/**
 * Pictures that are pasted anywhere or dropped anywhere on the page.
 *
 * @param {HTMLElement} pad shows that it is waiting for the drop
 * @param {Actions} actions
 */
export function mountPictures(pad, actions) {
  addEventListener("paste", (event) => {
    const picture = pictureIn(event.clipboardData);
    if (!picture) return;
    event.preventDefault();
    actions.loadPicture(picture);
  });
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    pad.classList.add("dropping");
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) pad.classList.remove("dropping");
  });
  addEventListener("drop", (event) => {
    pad.classList.remove("dropping");
    const file = pictureIn(event.dataTransfer) ?? event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    actions.loadPicture(file);
  });
}

/** @param {DataTransfer | null} data @returns {File | undefined} */
const pictureIn = (data) => [...(data?.files ?? [])].find((file) => file.type.startsWith("image/"));
