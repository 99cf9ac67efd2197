/** The centre of the page: every layer of the network, left to right, alive while the pen moves. */
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../core/ui.js";
import { joining } from "../kinds/index.js";
import { FlowFoot } from "./flow-foot.js";
import { createInput } from "./flow-input.js";
import { createModel } from "./flow-model.js";
import { createOverlay } from "./flow-overlay.js";
import { createPainter } from "./flow-paint.js";
import { rememberScene } from "./flow-scene.js";
import { StageColumn } from "./flow-stage.js";
import { createTiles } from "./flow-tiles.js";
import { FlowTip } from "./flow-tip.js";
import { keepAlive } from "./flow-watch.js";

/** @import { State } from "../state/store.js" */
/** @import { Actions } from "../state/actions.js" */

/** @typedef {ReturnType<typeof createContext> & {own: boolean}} FlowContext own: the page's, not one beside it */

/** @param {State} state @param {Actions} actions */
function createContext(state, actions) {
  const model = createModel(state);
  const tiles = createTiles();
  return {
    state,
    actions,
    model,
    tiles,
    painter: createPainter(state, model, tiles),
    overlay: createOverlay(state, model),
    input: createInput(state, actions, model),
    silent: joining.silent,
    /** What is seen in space, where that is open. @type {(() => HTMLCanvasElement) | null} */
    picture: null,
    classes: () => state.anatomy.value?.classes ?? [],
  };
}

/** @param {{state: State, actions: Actions, id?: string}} props another id: it stands beside the page's own */
export function Flow({ state, actions, id = "flow" }) {
  const own = id === "flow";
  const context = useMemo(() => ({ ...createContext(state, actions), own }), [state, actions]);
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const compares = state.compared.value !== "";
  const Space = useLater(state.view.value === "space" && !compares, space, context);
  useLayoutEffect(() => {
    if (!root.current) return undefined;
    rememberScene(root.current, context);
    return keepAlive(root.current, context);
  }, [context]);
  useEffect(() => {
    if (compares) actions.fetchPart(beside()).then((found) => found?.standBeside(state, actions));
  }, [compares]);
  return html`<div id=${id} class="flow" ref=${root}>
    <${Pane} context=${context} hidden=${Boolean(Space)} />
    ${Space && html`<${Space} context=${context} />`}
    ${own && !compares && html`<${FlowFoot} state=${state} actions=${actions} />`}
  </div>`;
}

const beside = () => import("./compare/beside.js");

/** @param {{context: FlowContext, hidden: boolean}} props */
function Pane({ context, hidden }) {
  const { state, model, input } = context;
  const { width, height } = model.room.value;
  const network = state.anatomy.value?.id;
  const ready = network && width > 0 && !hidden;
  const plan = ready ? model.plan.value : { width, height };
  const scrolls = plan.width > width + 1 || plan.height > height + 1;
  const scene = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const element = scene.current;
    return element ? listen(element, context) : undefined;
  }, [context]);
  return html`<div
    class="flow-scroll"
    hidden=${hidden}
    tabindex=${scrolls ? 0 : -1}
    role="group"
    aria-label="Layers from the input to the answer"
  >
    <div
      class="flow-scene"
      ref=${scene}
      style=${{ width: `${plan.width}px`, height: `${plan.height}px` }}
      onPointerLeave=${input.leave}
    >
      <canvas class="flow-wires" aria-hidden="true"></canvas>
      ${
        ready &&
        model.stages.value.map(
          (stage) =>
            html`<${StageColumn}
              key=${`${network} ${stage.id}`}
              stage=${stage}
              context=${context}
            />`,
        )
      }
      <${Changes} context=${context} />
      <canvas class="flow-frames" aria-hidden="true"></canvas>
      ${!hidden && html`<${FlowTip} context=${context} />`}
    </div>
    ${
      context.own &&
      html`<p class="visually-hidden" id="flow-keys">
        Enter opens the strongest number; the arrow keys walk, with Shift from map to map; comma and
        full stop go to the layer before and after; Escape lets go.
      </p>`
    }
  </div>`;
}

const marks = () => import("./flow-changes.js").then(({ FlowChanges }) => FlowChanges);
const space = () => import("./space/space.js").then(({ Space }) => Space);

/** Marks of edits, and badges: fetched when there is the first. @param {{context: FlowContext}} props */
function Changes({ context }) {
  const { state } = context;
  const wanted = state.badged.value || state.edits.value.length > 0;
  const Marks = useLater(wanted, marks, context);
  return Marks && html`<${Marks} context=${context} />`;
}

/** A part that is fetched when it is first wanted. @param {boolean} wanted @param {() => Promise<any>} load @param {FlowContext} context */
function useLater(wanted, load, { state, actions }) {
  const [found, show] = useState(/** @type {any} */ (null));
  const { value: connection } = state.connection;
  useEffect(() => {
    if (wanted && !found) actions.fetchPart(load()).then((part) => part && show(() => part));
  }, [wanted, connection]);
  return wanted ? found : null;
}

/** Pointer and keys on the scene; gives back the undo. @param {HTMLElement} scene @param {FlowContext} context */
function listen(scene, { input, model }) {
  const stageOf = (/** @type {EventTarget | null} */ target) => {
    const wrapper = target instanceof Element ? target.closest("[data-layer]") : null;
    return wrapper instanceof HTMLElement ? model.stageOf(wrapper.dataset.layer ?? "") : undefined;
  };
  const move = (/** @type {PointerEvent} */ event) => input.move(event, scene);
  const key = (/** @type {KeyboardEvent} */ event) => {
    const stage = stageOf(event.target);
    if (stage) input.key(event, stage);
  };
  const click = (/** @type {MouseEvent} */ event) => {
    if (event.target instanceof Element && event.target.closest("button")) return;
    const pick = input.click(event, scene);
    const wrapper = event.target instanceof Element ? event.target.closest("[data-layer]") : null;
    if (pick && wrapper instanceof HTMLElement) wrapper.focus({ preventScroll: true });
  };
  scene.addEventListener("pointermove", move);
  scene.addEventListener("keydown", key);
  scene.addEventListener("click", click);
  return () => {
    scene.removeEventListener("pointermove", move);
    scene.removeEventListener("keydown", key);
    scene.removeEventListener("click", click);
  };
}
