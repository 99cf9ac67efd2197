/** Changing the network, for this page only. Every change can be undone; each network keeps its own. */
import { changed, editAt, fits, sameEdits, scaleOf } from "../core/edits.js";
import { back, forth, noHistory, remember } from "../core/history.js";
import { batch } from "../core/signals.js";
import { NO_EDITS } from "./store.js";
import * as memory from "./visit.js";

/** @import { Ablation, Edit, Problem } from "../types.js" */
/** @import { Patch } from "../core/edits.js" */
/** @import { State } from "./store.js" */

const REMEMBERED = "inkling.badges";

/** @type {Problem} */
const FULL = {
  title: "Too many changes",
  detail: "The server takes no more of them at once. Take some back first.",
};

/** Nothing that the next change could go on from. */
const NO_CHANGE = { key: "", time: -Infinity, edits: NO_EDITS };

/** Without changes there is no difference to show. Call it in a batch. @param {State} state @param {readonly Edit[]} edits */
export function replaceEdits(state, edits) {
  state.edits.value = edits;
  if (!edits.length) state.difference.value = false;
}

/**
 * Put the edits of one network away and take out those of another; call it in a batch.
 *
 * @param {State} state
 * @param {string | undefined} from
 * @param {string} to
 */
export function swapEdits(state, from, to) {
  const { edits, editHistory, keptEdits } = state;
  if (from) keptEdits.set(from, { edits: edits.peek(), history: editHistory.peek() });
  const kept = keptEdits.get(to);
  replaceEdits(state, kept?.edits ?? NO_EDITS);
  editHistory.value = kept?.history ?? noHistory();
  state.editing.value = state.ablation.value = state.general.value = null;
}

/**
 * @param {State} state
 * @param {(problem: Problem) => void} report
 */
export function editActions(state, report) {
  const { edits, editHistory } = state;
  /** What was changed last, and when: a slider that moves is one step. */
  let last = NO_CHANGE;

  /** @param {readonly Edit[]} next @param {string} [key] changes of one key in a row are one step */
  function put(next, key = "") {
    if (next === edits.value) return;
    if (!fits(next)) {
      report(FULL);
      return;
    }
    const time = performance.now();
    const follows = edits.value === last.edits && time - last.time < 1000;
    const goesOn = key !== "" && key === last.key && follows;
    last = { key, time, edits: next };
    batch(() => {
      if (!goesOn) editHistory.value = remember(editHistory.value, edits.value);
      replaceEdits(state, next);
    });
  }

  /** @param {ReturnType<typeof back<readonly Edit[]>>} step */
  function travel(step) {
    if (!step) return;
    last = NO_CHANGE;
    batch(() => {
      editHistory.value = step.history;
      replaceEdits(state, step.value);
    });
  }

  return {
    /**
     * Change one channel; null takes that part of its change back.
     *
     * @param {string} layer
     * @param {number} channel
     * @param {Patch} patch
     */
    editChannel(layer, channel, patch) {
      const key = `${layer} ${channel} ${Object.keys(patch)}`;
      put(changed(edits.value, layer, channel, patch), key);
    },

    /** Off, or on again. @param {string} layer @param {number} channel */
    toggleOff(layer, channel) {
      const off = scaleOf(edits.value, layer, channel) === 0;
      const solo = !editAt(edits.value, layer, channel)?.solo;
      const others = edits.value.some((edit) => edit.layer === layer && edit.solo);
      if (off && solo && others) put(changed(edits.value, layer, channel, { solo: true }));
      else put(changed(edits.value, layer, channel, { scale: off ? null : 0, solo: null }));
    },

    /** Every other channel of the layer off, or as before. @param {string} layer @param {number} channel */
    toggleSolo(layer, channel) {
      const solo = !editAt(edits.value, layer, channel)?.solo;
      const scale = editAt(edits.value, layer, channel)?.scale === 0 ? { scale: null } : {};
      put(changed(edits.value, layer, channel, { solo, ...scale }));
    },

    /** @param {Edit} edit */
    removeEdit: (edit) => put(edits.value.filter((each) => each !== edit)),

    resetEdits: () => put(NO_EDITS),

    /** All of a link's in place of those that are there. @param {readonly Edit[]} next */
    setEdits(next) {
      if (!sameEdits(next, edits.value)) put(next);
    },

    /** The server refused them: back to those before, if there were any. @param {readonly Edit[]} refused */
    dropEdits(refused) {
      if (edits.value !== refused) return;
      const step = back(editHistory.value, refused);
      const past = step?.history.past ?? [];
      travel({ history: { past, future: [] }, value: step?.value ?? NO_EDITS });
    },

    undoEdit: () => travel(back(editHistory.value, edits.value)),
    redoEdit: () => travel(forth(editHistory.value, edits.value)),

    /** What the edit panel works on. @param {{stage: string, channel: number} | null} target */
    setEditing(target) {
      state.editing.value = target;
    },

    /** Show what the edits changed in place of what the layers say. @param {boolean} difference */
    setDifference(difference) {
      state.difference.value = difference;
    },

    /** @param {boolean} badges */
    setBadges(badges) {
      state.badges.value = badges;
      memory.remember(REMEMBERED, badges ? "on" : "off");
    },

    /** @param {"points" | "margin"} measure */
    setMeasure(measure) {
      state.counted.value = measure;
    },

    /** What is known about the answer without each channel. @param {Ablation | null} ablation */
    setAblation(ablation) {
      state.ablation.value = ablation;
    },

    /** What the badges say in general; null: they say it of the drawing. @param {Ablation | null} general */
    setGeneral(general) {
      state.general.value = general;
    },

    /** What was chosen on an earlier visit. */
    recallBadges() {
      const choice = memory.recall(REMEMBERED);
      if (choice) state.badges.value = choice === "on";
    },
  };
}
