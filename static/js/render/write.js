/** Words that change with every frame. */

/**
 * Writing what stands there already would make the browser lay it out again.
 *
 * @param {Element} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
