/** What a figure asks the server. */

/** @import { Actions } from "../../state/actions.js" */

/**
 * @param {string} what part of the chapter's address
 * @param {Record<string, unknown>} body
 * @param {AbortSignal} signal
 * @param {Actions} actions
 * @returns {Promise<Response | null>} null: it is no longer wanted, or was refused, which is said
 */
export async function askLesson(what, body, signal, actions) {
  const { lesson } = document.body.dataset;
  const asked = fetch(`/learn/${lesson}/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  const answer = await asked.catch((error) => {
    if (!signal.aborted) console.warn(error);
    return null;
  });
  if (signal.aborted || !answer) return null;
  if (answer.ok) return answer;
  actions.report(await answer.json());
  return null;
}
