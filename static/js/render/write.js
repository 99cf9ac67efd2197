/**
 * What changes with every frame, written only where it differs: writing what stands there already
 * would make the browser look at it again.
 */

/**
 * The node of the words stays: one that comes and goes makes the browser ask of the whole page
 * what it changes.
 *
 * @param {Element} element holds words only
 * @param {string} text
 */
export function write(element, text) {
  const words = element.firstChild;
  if (!(words instanceof Text)) element.textContent = text;
  else if (words.data !== text) words.data = text;
}

/** @param {HTMLElement} element @param {boolean} hidden */
export function hide(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}
