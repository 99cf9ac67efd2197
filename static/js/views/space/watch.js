/** What keeps the picture in space true: drawn once for each change, and never while nothing changes. */
import { batch, effect } from "../../core/signals.js";
import { cornersOf } from "../../layout/space/plan.js";
import { createStage, partsOf } from "../../render/space/stage.js";
import { tipped } from "../flow-tip.js";
import { listenInSpace } from "./input.js";
import { middleOf } from "../../layout/space/places.js";
import { placeNames, writeClasses } from "./names.js";
import { createSpacePainter } from "./paint.js";
import { shotOf } from "./shot.js";
import { endOf, wiresOf } from "./wires.js";

/** @import { FlowContext } from "../flow.js" */
/** @import { Colours } from "./paint.js" */
/** @import { Rig } from "./rig.js" */

/** What the profiler calls one picture. */
const DRAWN = "inkling-space";

/** @param {HTMLElement} root @returns {Colours} */
function coloursOf(root) {
  const style = getComputedStyle(root);
  const token = (/** @type {string} */ name) => partsOf(style.getPropertyValue(`--${name}`).trim());
  const names = ["bg", "panel", "track", "text", "accent", "plus", "minus"];
  const known = Object.fromEntries(names.map((name) => [name, token(name)]));
  return { ...known, faint: token("line-strong") };
}

/**
 * @param {HTMLElement} root holds the canvas, the names and the tips
 * @param {FlowContext} context
 * @param {Rig} rig
 * @param {() => void} lost the browser has taken the picture away
 * @returns {(() => void) | null} the undo; null where the browser has no WebGL
 */
export function mountSpace(root, context, rig, lost) {
  const { state, model } = context;
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
  const found = createStage(canvas);
  if (!found) return null;
  const stage = found;
  const flow = /** @type {HTMLElement} */ (root.closest("#flow"));
  const painter = createSpacePainter(state, model, stage);
  let colours = coloursOf(root);
  let asked = 0;
  let stale = true;

  const invalidate = () => {
    asked ||= requestAnimationFrame(draw);
  };

  /** @param {number} now */
  function draw(now) {
    asked = 0;
    const start = performance.now();
    const flies = rig.advance(now);
    if (rig.size.peek().width > 1) {
      if (stale) wire();
      stage.draw(rig.view());
      placeNames(root, context, rig);
      placeTips();
    }
    performance.measure(DRAWN, { start });
    performance.clearMeasures(DRAWN);
    if (flies) invalidate();
  }

  function wire() {
    stale = false;
    const { lines, sides } = wiresOf(context, rig.plan.peek(), colours);
    stage.lines.set(lines);
    stage.sides.set(sides);
  }

  function placeTips() {
    tipped(state).forEach((pick, at) => {
      const tip = root.querySelector(`[data-tip="${at}"]`);
      const end = pick && endOf(context, rig.plan.peek(), pick);
      if (!(tip instanceof HTMLElement) || !end) return;
      const { x, y } = rig.place(middleOf(end.pane, end.box));
      const left = x + tip.offsetWidth + 24 > rig.size.peek().width;
      tip.classList.toggle("left", left);
      tip.style.left = `${Math.round(left ? x - 14 : x + 14)}px`;
      tip.style.top = `${Math.round(y)}px`;
    });
  }

  function lay() {
    const plan = rig.plan.value;
    painter.lay(plan);
    stage.plates.set(
      [...plan.panes.values()].map((pane) => ({
        corners: /** @type {any} */ (cornersOf(pane)),
        colour: colours.panel,
        alpha: 0.6,
      })),
    );
  }

  function paint() {
    const frame = state.frame.value;
    void [state.scale.value, state.dark.value, model.shown.value, rig.plan.value];
    void [state.difference.value, state.motion.value, state.edits.value];
    if (!frame || frame.network !== state.anatomy.peek()?.id) return;
    painter.paint(frame, colours);
    writeClasses(root, context, rig);
    flow.dataset.seq = String(frame.seq);
    invalidate();
  }

  const observer = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width && height) rig.size.value = { width, height };
  });
  observer.observe(canvas);

  const undo = [
    effect(() => {
      const { width, height } = rig.size.value;
      stage.resize(width, height, globalThis.devicePixelRatio || 1);
      invalidate();
    }),
    effect(() => {
      void state.dark.value;
      colours = coloursOf(root);
      stage.paper(getComputedStyle(root).getPropertyValue("--bg").trim());
      stale = true;
      lay();
    }),
    effect(() => {
      void [rig.plan.value, rig.size.value];
      const network = state.anatomy.value;
      batch(() => rig.settle(network));
    }),
    effect(paint),
    effect(() => {
      const picked = state.picked.value;
      if (picked) void state.frame.value;
      void [state.hover.value, state.pin.value, rig.plan.value, model.shown.value];
      void [state.dark.value, state.edits.value];
      stale = true;
      invalidate();
    }),
    effect(() => {
      painter.show(rig.glass.value);
      void rig.camera.value;
      invalidate();
    }),
    listenInSpace(root, canvas, context, rig),
    () => observer.disconnect(),
  ];
  const gone = (/** @type {Event} */ event) => {
    event.preventDefault();
    lost();
  };
  canvas.addEventListener("webglcontextlost", gone);
  context.picture = () => {
    draw(performance.now());
    return shotOf(root, canvas); // in the same turn: later the browser has cleared it
  };

  return () => {
    canvas.removeEventListener("webglcontextlost", gone);
    cancelAnimationFrame(asked);
    undo.forEach((call) => call());
    context.actions.hoverCell(null);
    context.picture = null;
    painter.dispose();
    stage.dispose();
  };
}
