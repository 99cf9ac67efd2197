/** Asks how far the answer falls without each channel, whenever the pen rests. */
import { computed, effect } from "../core/signals.js";
import { ProblemError, getAblation, getLimits } from "../server/api.js";
import { bodyOf } from "../server/wire.js";

/** @import { LayerSpec } from "../types.js" */
/** @import { FlowContext } from "./flow.js" */

/** Milliseconds that drawing and edits must rest. */
const REST = 120;

/** How many channels one request may switch off. @type {Promise<number> | null} */
let most = null;

/** @param {FlowContext} context @returns {() => void} the undo */
export function followAblation({ state, actions, model }) {
  const names = computed(() => {
    const last = model.layers.value[model.layers.value.length - 1];
    const shown = [...model.shown.value.values()];
    return shown
      .filter((layer) => layer.kind !== "input" && layer !== last)
      .map(({ name }) => name);
  });
  const key = computed(() => names.value.join());
  let timer = 0;
  let asked = new AbortController();

  async function ask() {
    asked = new AbortController();
    const { signal } = asked;
    const network = state.networkId.peek();
    const [fit, edits] = [state.fit.peek(), state.edits.peek()];
    const checkpoint = state.checkpoint.peek();
    const body = bodyOf({ ...state.seen.peek(), fit, edits, checkpoint });
    try {
      const layers = await affordable(names.peek(), model.byName.peek());
      if (!layers.length || signal.aborted) return;
      const found = await getAblation(network, layers, body, signal);
      if (!signal.aborted) actions.setAblation(found);
    } catch (error) {
      if (signal.aborted) return; // somebody drew on
      if (!(error instanceof ProblemError)) throw error;
      actions.setAblation(null); // the live connection says what is wrong; the next rest asks again
    }
  }

  const stop = effect(() => {
    const on = state.badged.value && !state.bare.value && key.value !== "";
    void [state.seen.value, state.edits.value, state.fit.value, state.checkpoint.value];
    const settled = state.anatomy.value?.id === state.networkId.value;
    clearTimeout(timer);
    asked.abort();
    const before = state.ablation.peek();
    if (!on || !settled) queueMicrotask(() => actions.setAblation(null));
    else {
      if (before && !before.stale)
        queueMicrotask(() => actions.setAblation({ ...before, stale: true }));
      timer = window.setTimeout(ask, REST);
    }
  });
  return () => {
    stop();
    clearTimeout(timer);
    asked.abort();
    actions.setAblation(null);
  };
}

/** The largest layers stay out when all have too many channels. @param {string[]} names @param {Map<string, LayerSpec>} byName */
async function affordable(names, byName) {
  most ??= getLimits().then(
    (limits) => limits.ablations,
    (error) => {
      most = null;
      throw error;
    },
  );
  const size = (/** @type {string} */ name) => byName.get(name)?.shape[0] ?? 0;
  let room = await most;
  const chosen = new Set();
  for (const name of [...names].sort((a, b) => size(a) - size(b))) {
    room -= size(name);
    if (room >= 0) chosen.add(name);
  }
  return names.filter((name) => chosen.has(name));
}
