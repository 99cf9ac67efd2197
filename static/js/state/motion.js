/**
 * The player: what it is asked to do, and time passing.
 *
 * Its facts are in `state.motion`, and how they change in core/motion.js. `state.played` follows,
 * so that the live answers bring the arithmetic of the cell that it is at.
 */
import { FOLLOWED, begun, cellsOf, isAbout, isWhole } from "../core/motion.js";
import { moved, orderOf, placeAt, rateOf } from "../core/motion.js";
import { batch, effect } from "../core/signals.js";
import { samePick } from "./selection.js";

/** @import { LayerSpec, Motion, Pick, Tempo } from "../types.js" */
/** @import { State } from "./store.js" */

/** @typedef {{now: () => number, next: (call: () => void) => any, cancel: (handle: any) => void}} Frames */

/** @type {Frames} */
const SCREEN = {
  now: () => performance.now(),
  next: (call) => requestAnimationFrame(call),
  cancel: (handle) => cancelAnimationFrame(handle),
};

const STILL = { playing: false, fast: false };

/**
 * @param {State} state
 * @param {Frames} [frames]
 */
export function motionActions(state, frames = SCREEN) {
  const update = updater(state);
  const driver = createDriver(state, update, frames);

  const actions = {
    /**
     * Open the player on the map of a cell, there or at `how.at`.
     *
     * @param {Pick} pick
     * @param {Partial<Motion>} [how] where and how it begins
     */
    openMotion(pick, { at, grain = "cell", tempo = "auto", playing = false, ...how } = {}) {
      const layer = layerOf(state, pick.layer);
      if (!layer) return;
      const channel = layer.shape.length === 1 ? 0 : pick.channel;
      const start = Math.min(at ?? orderOf(layer, pick), cellsOf(layer) - 1);
      const held = state.pin.peek() ?? pick;
      batch(() => {
        state.pin.value = held;
        const motion = begun({
          ...{ layer: layer.name, channel, at: start, grain, tempo, playing, held, fast: false },
        });
        state.motion.value = how.beat === undefined ? motion : { ...motion, beat: how.beat };
        update((motion) => motion);
      });
      if (playing) driver.run();
    },

    /** Hold the cell where the player stands. */
    closeMotion: () =>
      batch(() => {
        const place = state.played.peek();
        state.motion.value = state.played.value = null;
        if (place) state.pin.value = place;
      }),

    /** Go on; from the beginning when all is built. */
    playMotion() {
      update((motion, cells) =>
        isWhole(motion, cells)
          ? begun({ ...motion, at: 0, playing: true })
          : { ...motion, playing: true },
      );
      driver.run();
    },

    pauseMotion: () => update((motion) => ({ ...motion, ...STILL })),

    toggleMotion() {
      if (state.motion.peek()?.playing) actions.pauseMotion();
      else actions.playMotion();
    },

    /** One step, standing still afterwards. @param {1 | -1} by */
    stepMotion: (by) => update((motion, cells) => moved({ ...motion, ...STILL }, by, cells)),

    /** Go to a cell, finished; whether it plays stays as it was. @param {number} at */
    scrubMotion: (at) =>
      update((motion, cells) => {
        const to = Math.min(cells - 1, Math.max(0, Math.round(at)));
        const steps = to === motion.at || motion.grain === "cell" ? motion.steps : null;
        return { ...motion, at: to, beat: null, steps };
      }),

    /** @param {Tempo} tempo */
    setTempo(tempo) {
      update((motion) => ({ ...motion, tempo }));
      driver.restart();
    },

    /** Step by whole cells or inside them. @param {Motion["grain"]} grain */
    setGrain: (grain) => update((motion) => begun({ ...motion, grain })),

    /** How many steps the cell has, once its numbers are here. @param {number} steps */
    knowSteps: (steps) =>
      update((motion) => (motion.steps === steps ? motion : { ...motion, steps })),
  };

  followPin(state, actions.openMotion);
  return actions;
}

/** @param {State} state @param {string | undefined} name */
const layerOf = (state, name) => state.anatomy.peek()?.layers.find((layer) => layer.name === name);

/** @typedef {(change: (motion: Motion, cells: number) => Motion) => void} Update */

/** Change the player's facts; the played cell follows. @param {State} state @returns {Update} */
const updater = (state) => (change) => {
  const motion = state.motion.peek();
  const layer = layerOf(state, motion?.layer);
  if (!motion || !layer) return;
  const next = change(motion, cellsOf(layer));
  const place = placeAt(layer, next);
  batch(() => {
    state.motion.value = next;
    if (!samePick(place, state.played.peek())) state.played.value = place;
  });
};

/**
 * Lets time pass while it plays.
 *
 * @param {State} state
 * @param {Update} update
 * @param {Frames} frames
 */
function createDriver(state, update, frames) {
  /** @type {any} */
  let handle = null;
  let [last, due, taken, loudest] = [0, 0, 0, 0];

  function tick() {
    handle = null;
    const motion = state.motion.peek();
    if (!motion?.playing) return;
    const layer = layerOf(state, motion.layer);
    if (layer) pass(motion, layer);
    handle = frames.next(tick);
  }

  /** @param {Motion} motion @param {LayerSpec} layer */
  function pass(motion, layer) {
    const rate = rateOf(motion, cellsOf(layer), { taken, loudest });
    const now = frames.now();
    due = Math.min(due + ((now - last) / 1000) * rate, rate > FOLLOWED ? 1 + rate / 4 : 1);
    last = now;
    const slow = rate <= FOLLOWED || motion.grain !== "cell";
    const here = isAbout(state.frame.peek()?.cell, layer, placeAt(layer, motion));
    if (slow && !here) due = Math.min(due, 1);
    else if (due >= 1) update((now, cells) => advanced({ ...now, fast: !slow }, cells));
  }

  /** As many steps as are due. @param {Motion} motion @param {number} cells */
  function advanced(motion, cells) {
    let next = motion;
    for (; due >= 1; due -= 1) {
      const then = moved(next, 1, cells);
      if (then === next) break;
      next = then;
      taken += 1;
    }
    return isWhole(next, cells) ? { ...next, ...STILL } : next;
  }

  const restart = () => {
    [last, due, taken] = [frames.now(), 0, 0];
    loudest = loudestOf(state);
  };
  return {
    restart,
    run() {
      restart();
      handle ??= frames.next(tick);
    },
  };
}

/** The cell with the largest number, by size. @param {State} state */
function loudestOf(state) {
  const motion = state.motion.peek();
  const layer = layerOf(state, motion?.layer);
  const values = layer && state.frame.peek()?.tensors.get(layer.name)?.data;
  if (!motion || !layer || !values) return 0;
  const cells = cellsOf(layer);
  const start = motion.channel * cells;
  let best = 0;
  for (let at = 1; at < cells; at++) {
    if (Math.abs(values[start + at]) > Math.abs(values[start + best])) best = at;
  }
  return best;
}

/**
 * Holding another cell of the layer takes the player there; any other, or none, ends it.
 *
 * @param {State} state
 * @param {(pick: Pick, how: Partial<Motion>) => void} open
 */
function followPin(state, open) {
  effect(() => {
    const pin = state.pin.value;
    const motion = state.motion.peek();
    if (!motion || samePick(pin, motion.held)) return;
    const { tempo, grain, playing } = motion;
    if (pin?.layer === motion.layer) open(pin, { tempo, grain, playing });
    else batch(() => (state.motion.value = state.played.value = null));
  });
}
