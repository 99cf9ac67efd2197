/** The player: arithmetic in motion. Fetched when somebody plays. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "../../core/ui.js";
import { cellsOf, orderOf } from "../../core/motion.js";
import { motionOf } from "../../kinds/motion/index.js";
import { placeOf, precise } from "../../kinds/text.js";
import { lookAt, useMoment } from "./look.js";
import { Stage, useBeat } from "./stage.js";
import { Transport } from "./transport.js";

/** @import { Anatomy, LayerSpec, Motion, Pick } from "../../types.js" */
/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Beat } from "../../kinds/motion/score.js" */
/** @import { Look } from "./look.js" */

/** Pixels for the pictures. */
const ROOM = 168;

const stillness = () => matchMedia("(prefers-reduced-motion: reduce)");

/** Play the map of a cell: from its first cell, or inside this one where that is the point. @param {State} state @param {Actions} actions @param {Pick} pick */
export function play(state, actions, pick) {
  const layer = state.anatomy.peek()?.layers.find(({ name }) => name === pick.layer);
  if (!layer) return;
  const grain = motionOf(layer).opens ?? "cell";
  const at = grain === "cell" ? 0 : orderOf(layer, pick);
  actions.openMotion(pick, { at, grain, playing: !stillness().matches });
}

/** @param {{state: State, actions: Actions, anatomy: Anatomy, layer: LayerSpec, motion: Motion}} props */
export function Player({ state, actions, anatomy, layer, motion }) {
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const still = useStillness();
  const look = lookAt(state, anatomy, layer, useMoment(state, layer, motion), ROOM);
  const found = useBeat(look);
  const steps = found && look.motion.at === motion.at ? found.score.count : null;
  // Before the next key is heard: a step is taken only where it is known how many there are.
  useLayoutEffect(() => {
    if (steps !== null && steps !== motion.steps) actions.knowSteps(steps);
  });
  useLayoutEffect(() => {
    if (document.activeElement?.closest("#lesson")) return; // whoever reads goes on reading
    /** @type {HTMLElement | null | undefined} */ (root.current?.querySelector(".play"))?.focus({
      preventScroll: true,
    });
  }, []);
  return html`<div
    class="cell motion"
    data-cell=${layer.name}
    data-at=${look.motion.at}
    data-beat=${look.motion.beat ?? "end"}
    data-exact=${String(look.cell !== null)}
    ref=${root}
    onKeyDown=${keysOf(layer, motion, still, actions)}
  >
    <header class="cell-head">
      <h2>${placeOf(layer, look.place, anatomy.classes)}</h2>
      <${Transport} look=${look} now=${motion} still=${still} actions=${actions} />
      <button
        type="button"
        class="let-go"
        aria-label="Leave the player"
        title="Leave the player (Esc)"
        onClick=${() => leave(actions)}
      >
        ✕
      </button>
    </header>
    <${Stage} ...${{ look, beat: found?.beat ?? null, dark: state.dark.value, still, actions }} />
    <p class="visually-hidden" role="status">${motion.playing ? "" : spoken(look, found?.beat)}</p>
  </div>`;
}

/** Whether nothing may move by itself. */
function useStillness() {
  const [still, set] = useState(() => stillness().matches);
  useEffect(() => {
    const media = stillness();
    const follow = () => set(media.matches);
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, []);
  return still;
}

/** "Row 3, column 5: 0.42" @param {Look} look @param {Beat | undefined} beat */
const spoken = ({ layer, place, scene }, beat) =>
  beat ? `${placeOf(layer, place, scene.classes)}: ${beat.words}, ${precise(beat.partial)}` : "";

/** Back to the cell's arithmetic, with the focus where one came from; never taken from elsewhere. @param {Actions} actions */
function leave(actions) {
  actions.closeMotion();
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    const opener = document.querySelector(".cell .play");
    if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
  });
}

/** @param {LayerSpec} layer @param {Motion} motion @param {boolean} still @param {Actions} actions */
const keysOf = (layer, motion, still, actions) => (/** @type {KeyboardEvent} */ event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.matches("select") && event.key !== "Escape") return;
  if (event.key === " " && target.matches("button")) return;
  const columns = layer.shape.length > 2 ? layer.shape[layer.shape.length - 1] : 1;
  const toggle = still ? () => actions.stepMotion(1) : actions.toggleMotion;
  /** @type {Record<string, () => void>} */
  const keys = {
    " ": toggle,
    k: toggle,
    ArrowRight: () => actions.stepMotion(1),
    ArrowLeft: () => actions.stepMotion(-1),
    ArrowDown: () => actions.scrubMotion(motion.at + columns),
    ArrowUp: () => actions.scrubMotion(motion.at - columns),
    Home: () => actions.scrubMotion(0),
    End: () => actions.scrubMotion(cellsOf(layer) - 1),
    Escape: () => leave(actions),
  };
  if (!(event.key in keys)) return;
  keys[event.key]();
  event.preventDefault();
  event.stopPropagation();
};
