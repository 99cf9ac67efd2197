/** Which questions the reader has answered, kept in this browser only. */
import { recall, remember } from "../state/visit.js";

const KEY = "inkling.learn";

/** Names of right answers, "chapter/question". @returns {Set<string>} */
export function answered() {
  try {
    const known = JSON.parse(recall(KEY) ?? "[]");
    return new Set(Array.isArray(known) ? known : []);
  } catch {
    return new Set();
  }
}

/** @param {string} chapter @param {string} question */
export function rememberAnswer(chapter, question) {
  remember(KEY, JSON.stringify([...answered().add(`${chapter}/${question}`)]));
}
