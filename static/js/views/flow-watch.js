/** What keeps the flow true while state and page change: effects, size, ranks. */
import { effect } from "../core/signals.js";
import { focusLayer } from "./flow-focus.js";
import { painted } from "./edit-target.js";
import { paintBars, paintKernels, writeScales } from "./flow-marks.js";
import { differs } from "./flow-shown.js";

/** @import { FlowContext } from "./flow.js" */

/** After this many quiet milliseconds the most active maps are chosen anew. */
const QUIET = 350;
/** The numbers below the columns need not flicker. */
const SCALE_EVERY = 120;

/**
 * @param {HTMLElement} root
 * @param {FlowContext} context
 * @returns {() => void} the undo
 */
export function keepAlive(root, context) {
  const undo = [
    followSize(root, context),
    forgetChoices(context),
    followFrames(root, context),
    followKernels(context),
    followPainted(context),
    followPick(root, context),
    keepFocus(context),
  ];
  return () => undo.forEach((call) => call());
}

/** Another network, or the switch for all columns, takes back what was chosen for single ones. @param {FlowContext} context */
const forgetChoices = ({ state, model }) =>
  effect(() => {
    void [state.stage.value, state.anatomy.value];
    model.chosen.value = new Map();
  });

/** The button that lets go goes away with what it let go of: the focus stays with the layer. @param {FlowContext} context */
function keepFocus({ state }) {
  /** @type {string | undefined} */
  let held;
  return effect(() => {
    const before = held;
    held = state.pin.value?.layer;
    if (held || !before) return;
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) focusLayer(before);
    });
  });
}

/** @param {HTMLElement} root @param {FlowContext} context */
function followSize(root, { model }) {
  const pane = /** @type {HTMLElement} */ (root.querySelector(".flow-scroll"));
  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = pane;
    const { value } = model.room;
    if (width && (value.width !== width || value.height !== height))
      model.room.value = { width, height };
  });
  observer.observe(pane);
  return () => observer.disconnect();
}

/** Paint each frame at once, and again when what is shown or how has changed. @param {HTMLElement} root @param {FlowContext} context */
function followFrames(root, { state, model, tiles, painter }) {
  let quiet = 0;
  let scales = 0;
  const stop = effect(() => {
    const frame = state.frame.value;
    void [state.scale.value, state.dark.value, tiles.version.value, model.shown.value];
    void [model.channels.value, state.difference.value, state.motion.value];
    if (!frame || frame.network !== state.anatomy.peek()?.id || tiles.known.size === 0) return;
    painter.paintVisible(frame);
    paintBars(state, tiles, model, frame);
    root.dataset.seq = String(frame.seq);
    if (!model.ranking.peek().size) queueMicrotask(() => model.rank());
    clearTimeout(quiet);
    quiet = window.setTimeout(() => model.rank(), QUIET);
    scales ||= window.setTimeout(() => {
      scales = 0;
      const newest = state.frame.peek();
      const how = {
        single: state.scale.peek() === "map",
        differs: newest !== null && differs(state, newest),
      };
      writeScales(tiles, model, painter.palette(), how);
    }, SCALE_EVERY);
  });
  return () => {
    stop();
    clearTimeout(quiet);
    clearTimeout(scales);
  };
}

/** Say which layers are on the screen: one of each column, and all that the picked number needs. @param {FlowContext} context */
const followPainted = ({ state, model }) =>
  effect(() => {
    const picked = state.picked.value;
    const layer = picked && model.byName.value.get(picked.layer);
    const column = picked ? (model.stageOf(picked.layer)?.layers ?? []) : [];
    const shown = [...model.shown.value.values(), ...column].map(({ name }) => name);
    const wanted = new Set([...shown, ...(layer?.inputs ?? [])]);
    const names = model.layers.value.map(({ name }) => name).filter((name) => wanted.has(name));
    if (names.join() !== state.painted.peek().join()) state.painted.value = names;
  });

/** @param {FlowContext} context */
const followKernels = ({ state, model, tiles, painter }) =>
  effect(() => {
    const filters = painted(state.filters.value, state.edits.value);
    const part = sourceChannel(state.picked.value, model);
    void [state.dark.value, tiles.version.value, model.channels.value];
    const draw = () => paintKernels(tiles, model, filters, painter.palette().signed, part);
    const asked = requestAnimationFrame(draw); // the column may only now get its canvases
    return () => cancelAnimationFrame(asked);
  });

/** The map that is pointed at shows its slice of the next layer's kernels. @param {import("../types.js").Pick | null} pick @param {FlowContext["model"]} model */
const sourceChannel = (pick, model) =>
  pick && { stage: model.stageOf(pick.layer)?.id ?? "", channel: pick.channel };

/** Lines and frames follow the pick once per animation frame. @param {HTMLElement} root @param {FlowContext} context */
function followPick(root, { state, model, overlay, tiles }) {
  const [wires, frames] = [".flow-wires", ".flow-frames"].map(
    (name) => /** @type {HTMLCanvasElement} */ (root.querySelector(name)),
  );
  let asked = 0;
  const draw = () => {
    asked = 0;
    if (wires.closest("[hidden]") || !model.room.peek().width) return;
    if (!model.stages.peek().length) return;
    const token = (/** @type {string} */ name) =>
      getComputedStyle(root).getPropertyValue(name).trim();
    overlay.drawLinks(wires, {
      rest: token("--line-strong"),
      path: token("--accent"),
      plus: token("--plus"),
      minus: token("--minus"),
    });
    overlay.drawFrames(frames, {
      accent: token("--accent"),
      cell: token("--text"),
      halo: token("--bg"),
    });
  };
  const stop = effect(() => {
    const picked = state.picked.value;
    void [model.plan.value, model.channels.value, state.dark.value, tiles.version.value];
    if (picked) void state.frame.value?.cell;
    asked ||= requestAnimationFrame(draw);
  });
  return () => {
    stop();
    cancelAnimationFrame(asked);
  };
}
