/** What a figure asks the server. */
import { effect } from "../../core/signals.js";

/** @import { Context } from "../lesson.js" */

/**
 * @param {string} what part of the chapter's address
 * @param {Record<string, unknown>} body
 * @param {AbortSignal} signal
 * @param {Context["actions"]} actions
 * @returns {Promise<Response | null>} null: it is no longer wanted, or was refused, which is said
 */
async function askLesson(what, body, signal, actions) {
  const { lesson } = document.body.dataset;
  const asked = fetch(`/learn/${lesson}/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  const answer = await asked.catch(() => null); // the page says that nobody answers
  if (signal.aborted || !answer) return null;
  if (answer.ok) return answer;
  actions.report(await answer.json());
  return null;
}

/**
 * Ask anew when what is asked about has rested; the newest wins.
 *
 * @param {string} what part of the chapter's address
 * @param {() => Record<string, unknown>} bodyOf reads signals: what is asked about now
 * @param {(answer: Response, body: Record<string, unknown>) => Promise<void>} take
 * @param {Context} context
 * @param {number} rest in ms
 * @returns {() => void} ends it
 */
export function keepAsking(what, bodyOf, take, { state, actions }, rest) {
  let timer = 0;
  let stop = new AbortController();
  return effect(() => {
    const body = bodyOf();
    void state.connection.value; // what failed for want of a server is asked again
    clearTimeout(timer);
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    timer = window.setTimeout(async () => {
      try {
        const answer = await askLesson(what, body, signal, actions);
        if (answer) await take(answer, body);
      } catch (error) {
        if (!signal.aborted) throw error; // it may be given up while it is being read
      }
    }, rest);
  });
}
