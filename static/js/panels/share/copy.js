/** Text to the clipboard, also where the page is not allowed to write to it by itself. */

/**
 * @param {string} text
 * @param {HTMLInputElement | HTMLTextAreaElement | null} field shows the text; selected where nothing else works
 * @returns {Promise<boolean>} whether it is on the clipboard
 */
export async function copyText(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text, field);
  }
}

/** The old way: no clipboard on plain http, or not allowed. @param {string} text @param {HTMLInputElement | HTMLTextAreaElement | null} field */
function copySelected(text, field) {
  const own = field ?? document.body.appendChild(document.createElement("textarea"));
  if (!field) own.value = text;
  own.select();
  const done = document.execCommand("copy");
  if (!field) own.remove();
  return done;
}
