/** What the flow knows and chooses: stages, what each shows, and where it stands. Signals, no DOM. */
import { computed, signal } from "../core/signals.js";
import { joining, kindOf, tonesOf } from "../kinds/index.js";
import { planFlow } from "../layout/plan.js";
import { sheetOf } from "../layout/sheet.js";
import { shownOf, stagesOf, stageWith } from "../layout/stages.js";
import { MOST_BARS } from "../render/bars.js";
import { activityOf } from "./flow-activity.js";

/** @import { LayerSpec, Signal } from "../types.js" */
/** @import { State } from "../state/store.js" */
/** @import { Stage } from "../layout/stages.js" */
/** @import { Face } from "../layout/fit.js" */
/** @import { Plan, Spot } from "../layout/plan.js" */
/** @import { Showing } from "../layout/links.js" */

/** @typedef {ReturnType<typeof createModel>} Model */

/** @param {State} state */
export function createModel(state) {
  /** The pane's size. @type {Signal<{width: number, height: number}>} */
  const room = signal({ width: 0, height: 0 });
  /** Stages that show all maps. @type {Signal<ReadonlySet<string>>} */
  const expanded = signal(new Set());
  /** Layers asked for by name, by stage. @type {Signal<ReadonlyMap<string, string>>} */
  const chosen = signal(new Map());
  /** Channels by activity, by stage; the most active first. @type {Signal<ReadonlyMap<string, number[]>>} */
  const ranking = signal(new Map());

  const layers = computed(() => state.anatomy.value?.layers ?? []);
  const stages = computed(() => stagesOf(layers.value, joining));
  const tones = computed(() => tonesOf(layers.value));
  const byName = computed(() => new Map(layers.value.map((layer) => [layer.name, layer])));

  /** @type {Map<string, LayerSpec>} */
  let before = new Map();

  /**
   * What each stage shows, by id; the same map while that is so: a pin that walks lays out nothing
   * anew. A pinned layer that is not its stage's usual one shows itself.
   */
  const shown = computed(() => {
    const pin = state.pin.value?.layer;
    const entries = stages.value.map((stage) => {
      const asked = chosen.value.get(stage.id);
      const usual = shownOf(stage, state.stage.value, asked);
      const pinned = stage.layers.find((layer) => layer.name === pin);
      const same = !pinned || pinned.shape.join() === usual.shape.join();
      return /** @type {[string, LayerSpec]} */ ([stage.id, same ? usual : pinned]);
    });
    const same = entries.length === before.size;
    if (!same || entries.some(([id, layer]) => before.get(id) !== layer)) before = new Map(entries);
    return before;
  });

  /** @param {Stage} stage @param {number} height @returns {Face} */
  const faceOf = (stage, height) => {
    const layer = shown.value.get(stage.id) ?? stage.after;
    const sheet = sheetOf(layer.shape);
    const last = stage === stages.value[stages.value.length - 1];
    const bars = sheet.flat && last && sheet.size <= MOST_BARS;
    return {
      form: bars ? "bars" : sheet.flat ? "units" : "maps",
      sheet,
      room: height,
      kernels: Boolean(kindOf(stage.base).slides) && stage.base.filters && sheet.size > 1,
      all: expanded.value.has(stage.id),
      follows: !kindOf(stage.base).mixes,
      first: stage.base.kind === "input",
    };
  };

  /** Everything's place in a room of this width. @param {number} width */
  const lay = (width) => planFlow(stages.value, faceOf, { ...room.value, width });
  /** Where else everything stands; null: as it is laid. @type {Signal<Plan | null>} */
  const moved = signal(null);
  const plan = computed(() => moved.value ?? lay(room.value.width));

  /** Which channel stands in each slot, by stage id. */
  const channels = computed(() => {
    /** @type {Map<string, number[]>} */
    const known = new Map();
    for (const [id, spot] of plan.value.spots) known.set(id, slotsOf(spot, known));
    return known;
  });

  /** @param {Spot} spot @param {Map<string, number[]>} known */
  const slotsOf = ({ stage, face, slots }, known) => {
    const { count } = face.sheet;
    const order = Array.from({ length: count }, (_, at) => at);
    if (face.form !== "maps" || slots.length >= count) return order;
    const source = plan.value.spots.get(stage.inputs[0]);
    const before = known.get(stage.inputs[0]);
    const follows = !kindOf(stage.base).mixes && source?.face.sheet.count === count;
    if (follows && before?.length === slots.length) return before;
    const active = (ranking.value.get(stage.id) ?? order).slice(0, slots.length);
    const wanted = wantedChannels(stage);
    const others = active.filter((channel) => !wanted.includes(channel));
    return [...wanted, ...others].slice(0, slots.length).sort((a, b) => a - b);
  };

  /** A pinned map has its place, and the one that is edited. @param {Stage} stage */
  const wantedChannels = (stage) => {
    const [pin, edited] = [state.pin.value, state.editing.value];
    const here = pin && stage.layers.some((layer) => layer.name === pin.layer);
    const working = edited?.stage === stage.id;
    return [...new Set([...(here ? [pin.channel] : []), ...(working ? [edited.channel] : [])])];
  };

  /** @type {Showing} */
  const showing = {
    channels: (spot) => channels.peek().get(spot.stage.id) ?? [],
    mixes: (spot) => Boolean(kindOf(spot.stage.base).mixes),
  };

  return {
    room,
    expanded,
    chosen,
    ranking,
    layers,
    stages,
    tones,
    byName,
    shown,
    faceOf,
    lay,
    moved,
    plan,
    channels,
    showing,

    /** @param {string} name */
    stageOf: (name) => stageWith(stages.peek(), name),

    /** Rank the maps of every stage anew; what stays the same changes nothing. */
    rank() {
      const frame = state.frame.peek();
      if (!frame) return;
      const known = ranking.peek();
      const next = new Map(
        stages.peek().map((stage) => [stage.id, activityOf(frame.tensors.get(stage.after.name))]),
      );
      const same = [...next].every(([id, order]) => order.join() === known.get(id)?.join());
      if (!same || next.size !== known.size) ranking.value = next;
    },

    /** @param {string} id */
    toggleAll(id) {
      const next = new Set(expanded.value);
      if (!next.delete(id)) next.add(id);
      expanded.value = next;
    },

    /** Show one layer of a stage. @param {Stage} stage @param {LayerSpec} layer */
    choose(stage, layer) {
      const next = new Map(chosen.value);
      if (layer === shownOf(stage, state.stage.peek(), undefined)) next.delete(stage.id);
      else next.set(stage.id, layer.name);
      chosen.value = next;
    },
  };
}
