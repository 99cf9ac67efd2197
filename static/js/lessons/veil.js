/** What stays hidden until its question is answered. */

/** Hide the column of a layer; null: show all. @param {string | null} layer */
export function veil(layer) {
  for (const stage of document.querySelectorAll(".stage.veiled")) stage.classList.remove("veiled");
  if (layer) {
    const inside = document.querySelector(`#flow [data-layer="${CSS.escape(layer)}"]`);
    inside?.closest(".stage")?.classList.add("veiled");
  }
}

/** What the first question of a step asked may be seen, from now on. @param {HTMLElement} form that is answered @returns {Element | null} the step, if it was that question */
export function unveil(form) {
  const step = form.closest("[data-step]");
  if (step?.querySelector("form") !== form) return null;
  if (form.hasAttribute("data-say-answer")) veil(null);
  step.removeAttribute("data-veiled");
  return step;
}

/** What stands behind one question. @param {HTMLElement} article @param {HTMLElement} form that is answered */
export function open(article, { dataset }) {
  for (const hidden of article.querySelectorAll(`[data-after="${dataset.ask}"]`))
    hidden.setAttribute("data-open", "");
}
