/** The other side of a comparison, B: a state of its own that follows the page's, and what the server says of both. */
import { decodeFrame } from "../core/frame.js";
import { isBlank } from "../core/ink.js";
import { decodeOther, encodeOther, hasDrawing } from "../core/other-code.js";
import { NO_EDITS, NO_PATCHES, usualOther } from "../core/other.js";
import { fits } from "../core/patches.js";
import { batch, computed, effect, signal } from "../core/signals.js";
import { createActions } from "./actions.js";
import { bothOf } from "./comparison-both.js";
import { askPaced } from "./comparison-ask.js";
import { patching } from "./comparison-patches.js";
import { linkPicks } from "./comparison-picks.js";
import { drawingOf } from "./sharing.js";
import { createState } from "./store.js";

/** @import { Signal } from "../types.js" */
/** @import { Other } from "../core/other.js" */
/** @import { Archive } from "../core/safetensors.js" */
/** @import { Said } from "../server/patch.js" */
/** @import { Actions } from "./actions.js" */
/** @import { State } from "./store.js" */

/** @typedef {ReturnType<typeof createComparison>} Comparison */

/** @type {WeakMap<State, Comparison>} */
const known = new WeakMap();

/** The page has one. @param {State} state @param {Actions} actions */
export function comparisonOf(state, actions) {
  const found = known.get(state) ?? createComparison(state, actions);
  known.set(state, found);
  return found;
}

/** @param {State} state @param {Actions} actions */
function createComparison(state, actions) {
  const side = createState();
  const own = createActions(side);
  /** @type {Signal<Other | null>} */
  const other = signal(null);
  /** @type {Signal<Said | null>} */
  const said = signal(null);
  /** Why there is no newer answer. */
  const problem = signal("");
  /** The string that `other` was made of, or became. */
  let written = "";
  let seq = 0;

  /** B's counterparts of A's layers; before the first answer those of the same name. */
  const pairs = computed(() => {
    const layers = state.anatomy.value?.layers ?? [];
    const found = said.value?.pairs ?? new Map(layers.map(({ name }) => [name, name]));
    return new Map([...found].map(([receiver, donor]) => [donor, receiver]));
  });
  const both = bothOf(state, side, other);
  /** Those that fit these two networks. */
  const patches = computed(() => {
    const [a, b] = [state.anatomy.value?.layers, side.anatomy.value?.layers];
    const given = other.value?.patches ?? NO_PATCHES;
    return a && b && given.length ? given.filter((patch) => fits(patch, a, b)) : NO_PATCHES;
  });

  /** @param {Partial<Other>} part */
  const set = (part) => {
    const now = other.peek() ?? usual();
    const next = { ...now, ...part };
    if (next.network !== now.network) next.patches = part.patches ?? NO_PATCHES;
    batch(() => {
      other.value = next;
      state.compared.value = written = encodeOther(next);
    });
  };
  const usual = () =>
    usualOther({
      network: state.networkId.peek(),
      networks: state.networks.peek().map(({ id }) => id),
      checkpoint: state.checkpoint.peek(),
      edits: state.edits.peek(),
    });

  const patchActions = patching(
    computed(() => other.value?.patches ?? NO_PATCHES),
    (next) => set({ patches: next }),
  );

  /** @param {Archive} archive */
  function hear(archive, /** @type {Said} */ found) {
    if (archive.metadata.network !== side.anatomy.peek()?.id) return;
    archive.metadata.seq = String(++seq);
    batch(() => {
      side.frame.value = decodeFrame(archive);
      said.value = found;
      problem.value = "";
    });
  }

  /** Another link, or the way back to one before. @param {string} text */
  async function read(text) {
    written = text;
    const { found, other: next } = decodeOther(text);
    const drawing = hasDrawing(text) ? await drawingOf(found) : null;
    if (written !== text) return; // a newer one
    const lost = drawing !== null && isBlank(drawing);
    const trouble = [...found.trouble, ...(lost ? ["B's picture does not fit into a link."] : [])];
    if (trouble.length)
      actions.report({ title: "Not all of this link could be used", detail: trouble.join(" ") });
    other.value = { ...next, drawing: lost ? null : drawing };
  }

  /** Have B show the network that it is. @param {Other} wanted */
  async function adopt({ network }) {
    if (side.networkId.peek() !== network) await own.selectNetwork(network);
    const now = other.peek();
    if (now?.network !== network || side.networkId.peek() !== network) return;
    await own.showCheckpoint(now.checkpoint);
  }

  const follow = () => [
    effect(() => {
      if (other.value) adopt(other.value);
    }),
    effect(() => {
      const now = other.value;
      const same = now?.network === state.networkId.value;
      const { ink, picture } = now?.drawing ?? state.seen.value;
      const edits = now?.edits ?? (same ? state.edits.value : NO_EDITS);
      void side.anatomy.value; // another network begins without
      batch(() => {
        side.ink.value = ink;
        side.picture.value = picture;
        side.fit.value = state.fit.value;
        side.scale.value = state.scale.value;
        side.stage.value = state.stage.value;
        side.dark.value = state.dark.value;
        side.connection.value = state.connection.value;
        side.edits.value = edits;
        side.difference.value = now?.difference ?? false;
      });
    }),
    effect(() => {
      if (side.problem.value) actions.report(side.problem.value);
      side.problem.value = null;
    }),
    effect(() => {
      const text = state.compared.value;
      if (text && text !== written) read(text);
    }),
    effect(() => {
      if (state.bare.value || side.bare.value) said.value = side.frame.value = null;
    }),
    linkPicks(state, side, pairs),
    askPaced({ both, patches, side, hear, problem }),
  ];

  return {
    other,
    side,
    actions: /** @type {Actions} */ ({ ...own }),
    said,
    problem,
    pairs,
    both,
    patches,
    set,

    /** From now on B follows; gives back the undo. */
    follow() {
      if (!other.peek() && state.compared.peek()) read(state.compared.peek());
      const undo = follow();
      return () => undo.forEach((call) => call());
    },

    /** Begin with what one most likely wants to see. */
    begin: () => set({}),

    /** Nothing stands beside the page's network any more. */
    end() {
      batch(() => {
        other.value = null;
        patchActions.forgetPatches();
        said.value = side.frame.value = null;
        state.compared.value = written = "";
      });
    },

    /** Keep all of A as B: it stays while A changes. */
    keep() {
      patchActions.resetPatches();
      set({
        network: state.networkId.peek(),
        checkpoint: state.checkpoint.peek(),
        edits: state.edits.peek(),
        drawing: state.seen.peek(),
      });
    },

    /** A becomes B, and B becomes A. */
    async swap() {
      const [now, edits, drawn] = [other.peek(), side.edits.peek(), side.seen.peek()];
      if (!now) return;
      const a = {
        network: state.networkId.peek(),
        checkpoint: state.checkpoint.peek(),
        edits: state.edits.peek(),
        drawing: now.drawing && state.seen.peek(),
        patches: NO_PATCHES,
      };
      await actions.selectNetwork(now.network, () => {
        if (now.drawing?.picture) actions.setPicture(now.drawing.picture);
        else if (now.drawing) actions.setInk(drawn.ink);
        actions.setEdits(edits);
        set(a);
      });
      await actions.showCheckpoint(now.checkpoint);
    },

    ...patchActions,
  };
}
