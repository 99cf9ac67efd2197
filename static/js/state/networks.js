/** Which network is on the page, and what is known about it. */
import { batch } from "../core/signals.js";
import { swapEdits } from "./edits.js";
import { ProblemError, getAnatomy, getFilters, getNetworks } from "../server/api.js";

/** @import { Anatomy, Filters, Problem } from "../types.js" */
/** @import { State } from "./store.js" */

const RETRY = 2000;

/** Kernels stand beside their maps; larger weights are fetched when somebody looks at them. */
const SMALL = 50_000;

/**
 * @param {State} state
 * @param {(problem: Problem) => void} report
 */
export function networkActions(state, report) {
  /** @type {Map<string, Promise<Anatomy>>} */
  const anatomies = new Map();
  /** @type {Map<string, Map<string, Filters>>} */
  const filtersOf = new Map();

  /** @param {string} id */
  const anatomyOf = (id) => {
    const known = anatomies.get(id) ?? getAnatomy(id);
    anatomies.set(id, known);
    known.catch(() => anatomies.delete(id));
    return known;
  };

  /** What is on its way, by network and layer. @type {Map<string, Promise<void>>} */
  const coming = new Map();

  /** Fetch the weights of one layer of the network on the page, once. @param {string} layer */
  function needFilters(layer) {
    const id = state.anatomy.peek()?.id ?? "";
    if (filtersOf.get(id)?.has(layer)) return Promise.resolve();
    const key = JSON.stringify([id, layer]);
    const work = coming.get(key) ?? fetchFilters(id, layer).finally(() => coming.delete(key));
    coming.set(key, work);
    return work;
  }

  /** @param {string} id @param {string} layer */
  async function fetchFilters(id, layer) {
    const fetched = await getFilters(id, layer);
    const all = new Map(filtersOf.get(id)).set(layer, fetched);
    filtersOf.set(id, all);
    if (state.anatomy.peek()?.id === id) state.filters.value = all;
  }

  /** @param {Anatomy} anatomy */
  async function fetchKernels({ layers }) {
    const wanted = layers.filter(
      (layer) => layer.filters && layer.kernel && layer.parameters <= SMALL,
    );
    await Promise.all(wanted.map(({ name }) => needFilters(name).catch(refuse)));
  }

  /** @param {unknown} error */
  const refuse = (error) => {
    if (!(error instanceof ProblemError)) throw error;
    report(error.problem);
  };

  /**
   * Show another network; the old one stays until the new one is known.
   *
   * @param {string} id
   * @param {(anatomy: Anatomy) => void} [settle] what else changes in the same moment
   */
  async function selectNetwork(id, settle) {
    state.networkId.value = id;
    try {
      const anatomy = await anatomyOf(id);
      if (state.networkId.peek() !== id) return;
      batch(() => {
        if (state.anatomy.value?.id !== id) {
          state.frame.value = state.hover.value = state.pin.value = state.played.value = null;
          state.painted.value = [];
          swapEdits(state, state.anatomy.value?.id, id);
          state.motion.value = null;
        }
        state.anatomy.value = anatomy;
        state.filters.value = filtersOf.get(id) ?? new Map();
        settle?.(anatomy);
      });
      await fetchKernels(anatomy);
    } catch (error) {
      if (state.networkId.peek() === id) state.networkId.value = state.anatomy.peek()?.id ?? "";
      refuse(error);
    }
  }

  /**
   * Fetch what there is, as often as it takes, and show a network: the wanted one, or the first.
   *
   * @param {string} [wanted]
   * @param {(anatomy: Anatomy) => void} [settle]
   */
  async function start(wanted, settle) {
    try {
      state.networks.value = await getNetworks();
      state.problem.value = null;
      const known = state.networks.value.find(({ id }) => id === wanted);
      await selectNetwork((known ?? state.networks.value[0]).id, settle);
    } catch (error) {
      refuse(error);
    }
    if (!state.networkId.peek()) setTimeout(() => start(wanted, settle), RETRY);
  }

  return { start, selectNetwork, needFilters };
}
