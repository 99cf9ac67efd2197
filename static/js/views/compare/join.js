/** Two flows as one: the same maps in the same places, scrolled together; who stands alone says so. */
import { effect } from "../../core/signals.js";
import { laidTogether } from "../../layout/columns.js";

/** @import { Comparison } from "../../state/comparison.js" */
/** @import { FlowContext } from "../flow.js" */
/** @import { Model } from "../flow-model.js" */

/**
 * @param {HTMLElement} above the page's flow
 * @param {HTMLElement} below
 * @param {FlowContext} a
 * @param {FlowContext} b
 * @param {Comparison} comparison
 * @returns {() => void} the undo
 */
export function join(above, below, a, b, comparison) {
  const alike = () => comparison.side.anatomy.value?.id === a.state.anatomy.value?.id;
  const undo = [
    sameMaps(a.model, b.model, alike),
    align(a.model, b.model, comparison),
    scrollTogether(above, below),
    markAlone(above, a, comparison, (pairs) => new Set(pairs.keys())),
    markAlone(below, b, comparison, (pairs) => new Set(pairs.values())),
  ];
  return () => undo.forEach((call) => call());
}

/** Of one network both show the same maps. @param {Model} a @param {Model} b @param {() => boolean} alike */
function sameMaps(a, b, alike) {
  const own = { rank: b.rank, toggleAll: b.toggleAll, choose: b.choose };
  b.rank = () => alike() || own.rank();
  b.toggleAll = (id) => (alike() ? a : own).toggleAll(id);
  b.choose = (stage, layer) => {
    const mine = alike() ? a.stages.peek().find(({ id }) => id === stage.id) : undefined;
    const same = mine?.layers.find(({ name }) => name === layer.name);
    if (mine && same) a.choose(mine, same);
    else own.choose(stage, layer);
  };
  const stop = effect(() => {
    if (!alike()) return;
    b.ranking.value = a.ranking.value;
    b.expanded.value = a.expanded.value;
    b.chosen.value = a.chosen.value;
  });
  return () => {
    stop();
    Object.assign(b, own);
  };
}

/** @param {Model} a @param {Model} b @param {Comparison} comparison */
function align(a, b, comparison) {
  const stop = effect(() => {
    const { width } = a.room.value;
    if (!width || !b.room.value.width || !a.stages.value.length || !b.stages.value.length) return;
    const pairs = stagePairs(a, b, comparison.pairs.value);
    [a.moved.value, b.moved.value] = laidTogether(a.lay, b.lay, pairs, width);
  });
  return () => {
    stop();
    a.moved.value = null;
  };
}

/** Columns of which a layer has its counterpart in the other. @param {Model} a @param {Model} b @param {ReadonlyMap<string, string>} pairs */
function stagePairs(a, b, pairs) {
  /** @type {[string, string][]} */
  const found = [];
  for (const stage of a.stages.value) {
    const names = stage.layers.map(({ name }) => pairs.get(name));
    const other = b.stages.value.find(({ layers }) =>
      layers.some(({ name }) => names.includes(name)),
    );
    if (other && !found.some(([, id]) => id === other.id)) found.push([stage.id, other.id]);
  }
  return found;
}

/** @param {HTMLElement} above @param {HTMLElement} below */
function scrollTogether(above, below) {
  const both = [above, below].map(
    (flow) => /** @type {HTMLElement} */ (flow.querySelector(".flow-scroll")),
  );
  const offs = both.map((from, at) => {
    const to = both[1 - at];
    const follow = () => {
      if (to.scrollLeft !== from.scrollLeft) to.scrollLeft = from.scrollLeft;
    };
    from.addEventListener("scroll", follow, { passive: true });
    return () => from.removeEventListener("scroll", follow);
  });
  return () => offs.forEach((off) => off());
}

/**
 * Columns without a counterpart carry `data-alone`.
 *
 * @param {HTMLElement} flow
 * @param {FlowContext} context
 * @param {Comparison} comparison
 * @param {(pairs: ReadonlyMap<string, string>) => ReadonlySet<string>} having the layers that have one
 */
function markAlone(flow, { model, tiles }, comparison, having) {
  const mark = () => {
    const paired = having(comparison.pairs.peek());
    for (const element of flow.querySelectorAll(".stage")) {
      const stage = model.stages.peek().find(({ id }) => id === element.getAttribute("data-stage"));
      const alone = stage && !stage.layers.some(({ name }) => paired.has(name));
      element.toggleAttribute("data-alone", Boolean(alone));
    }
  };
  const stop = effect(() => {
    void [tiles.version.value, model.plan.value, comparison.pairs.value];
    mark();
  });
  return () => {
    stop();
    for (const element of flow.querySelectorAll("[data-alone]"))
      element.removeAttribute("data-alone");
  };
}
