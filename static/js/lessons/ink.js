/** The reader's drawing goes along from chapter to chapter, in this tab. */
import { isBlank } from "../core/ink.js";
import { effect } from "../core/signals.js";
import { ProblemError, getDigit } from "../server/api.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */

const KEY = "inkling.lesson-ink";

/** Milliseconds that the pen has to rest: writing to storage holds the page up. */
const REST = 300;

/** The drawing of the last chapter, or the course's digit. @param {{state: State, actions: Actions}} page @param {number} sample */
export async function bringInk({ state, actions }, sample) {
  const kept = recalled();
  if (kept) actions.setInk(kept);
  else await bringSample();

  let timer = 0;
  const keepNow = () => {
    clearTimeout(timer);
    keep(state.picture.peek() ? null : state.ink.peek());
  };
  effect(() => {
    void [state.picture.value, state.ink.value];
    clearTimeout(timer);
    timer = window.setTimeout(keepNow, REST);
  });
  addEventListener("pagehide", keepNow);

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
