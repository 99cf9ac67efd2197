/** Which network is on the page, and what is known about it. */
import { batch } from "../core/signals.js";
import { swapEdits } from "./edits.js";
import { OWN, recall } from "./visit.js";
import { ProblemError, getAnatomy, getFilters, getNetworks } from "../server/api.js";

/** @import { Anatomy, Filters, Problem } from "../types.js" */
/** @import { State } from "./store.js" */

const RETRY = 2000;

/** What the ids of networks begin with that were trained in the lab. */
const TRAINED = "lab-";

const own = () => import("./own.js");

/** Kernels stand beside their maps; larger weights are fetched when somebody looks at them. */
const SMALL = 50_000;

/** Moments of trainings whose kernels are kept: all of one, and some. */
const MOST = 24;

/** @param {string} id @param {number | null} step */
const keyOf = (id, step) => JSON.stringify([id, step]);

/**
 * @param {State} state
 * @param {(problem: Problem) => void} report
 */
export function networkActions(state, report) {
  /** @type {Map<string, Promise<Anatomy>>} */
  const anatomies = new Map();
  /** Kernels by network and moment of its training, then by layer. @type {Map<string, Map<string, Filters>>} */
  const filtersOf = new Map();
  /** Of which network and moment `state.filters` is. */
  let shown = "";

  /** @param {string} id */
  const anatomyOf = (id) => {
    const known = anatomies.get(id) ?? getAnatomy(id);
    anatomies.set(id, known);
    known.catch(() => anatomies.delete(id));
    return known;
  };

  /** What is on its way, by network and layer. @type {Map<string, Promise<void>>} */
  const coming = new Map();

  /** Fetch the weights of one layer of what is on the page, once. @param {string} layer */
  const needFilters = (layer) =>
    needed(state.anatomy.peek()?.id ?? "", layer, state.checkpoint.peek());

  /** @param {string} id @param {string} layer @param {number | null} step */
  function needed(id, layer, step) {
    if (filtersOf.get(keyOf(id, step))?.has(layer)) return Promise.resolve();
    const key = JSON.stringify([id, layer, step]);
    const work = coming.get(key) ?? fetchFilters(id, layer, step).finally(() => coming.delete(key));
    coming.set(key, work);
    return work;
  }

  /** @param {string} id @param {string} layer @param {number | null} step */
  async function fetchFilters(id, layer, step) {
    const fetched = await getFilters(id, layer, step);
    const key = keyOf(id, step);
    const all = new Map(filtersOf.get(key)).set(layer, fetched);
    filtersOf.delete(key);
    filtersOf.set(key, all);
    const oldest = [...filtersOf.keys()].find((other) => other !== shown);
    if (filtersOf.size > MOST && oldest) filtersOf.delete(oldest);
    if (shown === key) state.filters.value = all;
  }

  /** @param {Anatomy} anatomy @param {number | null} step */
  const fetchKernels = ({ id, layers }, step) =>
    Promise.all(
      layers
        .filter((layer) => layer.filters && layer.kernel && layer.parameters <= SMALL)
        .map(({ name }) => needed(id, name, step).catch(refuse)),
    );

  /** Show what is known of the kernels of the network on the page. */
  function showKernels() {
    shown = keyOf(state.anatomy.peek()?.id ?? "", state.checkpoint.peek());
    state.filters.value = filtersOf.get(shown) ?? new Map();
  }

  /**
   * Show the network as it was at a step of its training; the old kernels stay until these are here.
   *
   * @param {number | null} step null: finished
   */
  async function showCheckpoint(step) {
    const anatomy = state.anatomy.peek();
    if (!anatomy || step === state.checkpoint.peek()) return;
    batch(() => {
      state.checkpoint.value = step;
      state.motion.value = state.played.value = null; // it builds maps of the kernels that were
    });
    await fetchKernels(anatomy, step);
    if (state.anatomy.peek() === anatomy && state.checkpoint.peek() === step) showKernels();
  }

  /** Have the kernels of a moment at hand before it is shown. @param {number | null} step */
  async function expectCheckpoint(step) {
    const anatomy = state.anatomy.peek();
    if (anatomy) await fetchKernels(anatomy, step);
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
          state.checkpoint.value = null;
          state.motion.value = null;
        }
        state.anatomy.value = anatomy;
        settle?.(anatomy);
        showKernels();
      });
      await fetchKernels(anatomy, state.checkpoint.peek());
    } catch (error) {
      if (state.networkId.peek() === id) state.networkId.value = state.anatomy.peek()?.id ?? "";
      refuse(error);
    }
  }

  /** Add what was trained in the lab: it is in no list. @param {string} [wanted] by a link */
  async function meetOwn(wanted) {
    const trained = wanted?.startsWith(TRAINED) ? wanted : "";
    if (!trained && !recall(OWN)) return;
    const known = state.networks.value.map(({ id }) => id);
    const found = await (await own()).ownNetworks(known, trained);
    if (found.length) state.networks.value = [...state.networks.value, ...found];
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
      await meetOwn(wanted);
      state.problem.value = null;
      const known = state.networks.value.find(({ id }) => id === wanted);
      await selectNetwork((known ?? state.networks.value[0]).id, settle);
    } catch (error) {
      refuse(error);
    }
    if (!state.networkId.peek()) setTimeout(() => start(wanted, settle), RETRY);
  }

  return { start, meetOwn, selectNetwork, needFilters, showCheckpoint, expectCheckpoint };
}
