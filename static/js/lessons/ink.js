/** The reader's drawing goes along from chapter to chapter, in this tab. */
import { isBlank } from "../core/ink.js";
import { effect } from "../core/signals.js";
import { ProblemError, getDigit } from "../server/api.js";

/** @import { Context } from "./lesson.js" */

const KEY = "inkling.lesson-ink";

/** The drawing of the last chapter, or the course's digit. @param {Context} context @param {number} sample */
export async function bringInk({ state, actions }, sample) {
  const kept = recalled();
  if (kept) actions.setInk(kept);
  else await bringSample();
  effect(() => keep(state.picture.value ? null : state.ink.value));

  async function bringSample() {
    try {
      const digit = await getDigit(sample);
      if (state.blank.peek()) actions.setPicture(digit);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      actions.report(error.problem);
    }
  }
}

/** @returns {import("../types.js").Ink | null} */
function recalled() {
  try {
    const ink = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return Array.isArray(ink?.strokes) && typeof ink.width === "number" ? ink : null;
  } catch {
    return null;
  }
}

/** @param {import("../types.js").Ink | null} ink */
function keep(ink) {
  try {
    if (ink && !isBlank({ ink, picture: null })) sessionStorage.setItem(KEY, JSON.stringify(ink));
  } catch {
    // Storage is forbidden, or full: the next chapter begins with its own digit.
  }
}
