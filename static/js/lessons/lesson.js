/** A chapter comes to life: its steps patch the page, its numbers follow the drawing. */
import { batch, effect } from "../core/signals.js";
import { cellAt, layerAt } from "./anchor.js";
import { mountAsk } from "./asks.js";
import { FIGURES } from "./figures/index.js";
import { bringInk } from "./ink.js";
import { open, unveil, veil } from "./veil.js";
import { say } from "./sayings.js";

/** @import { State } from "../state/store.js" */
/** @import { Actions } from "../state/actions.js" */

/** @typedef {{state: State, actions: Actions, turn: (figure: Element, network: string) => void, pin: (figure: Element, place: string) => void}} Context what figures get; `turn`, `pin`: what the figure's step shows from now on */

/**
 * What a step sets; what it does not name stays, but for edits and what plays.
 *
 * @typedef {object} Patch
 * @property {string} [network]
 * @property {string | null} [pin] a place
 * @property {string} [play] a place whose map is built
 * @property {"after" | "before"} [stage]
 * @property {string} [panel]
 * @property {string} [edit] the channel that the edit panel works on, a place
 * @property {string} [veil] a place whose layer is hidden until the step's question is answered
 */

/** A rule finds its cell anew when the drawing rests, in ms. */
const REST = 250;

/** @param {{state: State, actions: Actions}} page */
export async function mountLesson(page) {
  const { state, actions } = page;
  const article = /** @type {HTMLElement} */ (document.getElementById("lesson"));
  const { lesson: chapter = "", network = "", sample = "" } = document.body.dataset;
  const steps = [...article.querySelectorAll("[data-step]")].map((element) => ({
    element: /** @type {HTMLElement} */ (element),
    patch: /** @type {Patch} */ (JSON.parse(element.getAttribute("data-step") ?? "{}")),
  }));

  /** @param {string} what @param {string} place */
  const sayNow = (what, place) => {
    const [anatomy, frame] = [state.anatomy.peek(), state.frame.peek()];
    return anatomy && frame?.network === anatomy.id ? say(what, { anatomy, frame }, place) : null;
  };
  for (const form of article.querySelectorAll("form")) {
    const onRight = (/** @type {HTMLElement} */ done) => {
      const seen = unveil(done);
      for (const { element, patch } of steps) if (element === seen) delete patch.veil;
      open(article, done);
    };
    mountAsk(form, { chapter, say: sayNow, onRight });
    if (form.dataset.known) open(article, form);
  }
  const { apply, turn, pin } = patcher(page, network);
  /** @type {(inside: Element) => void} until there is a page, no step is read */
  let read = () => {};
  mountFigures(article, {
    ...page,
    turn: (figure, id) => (read(figure), turn(id)),
    pin: (figure, place) => (read(figure), pin(place)),
  });

  await actions.start(network);
  await bringInk(page, Number(sample));
  tellNumbers(article, state, sayNow);
  read = followSteps(article, steps, apply);
}

/** @param {HTMLElement} article @param {Context} context */
async function mountFigures(article, context) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (
    article.querySelectorAll("[data-figure]")
  )) {
    const known = FIGURES[element.dataset.figure ?? ""];
    const figure = known && (await context.actions.fetchPart(known()));
    figure?.(element, context);
  }
}

/**
 * Prose has the numbers of the newest frame about its network.
 *
 * @param {HTMLElement} article
 * @param {State} state
 * @param {(what: string, place: string) => string | null} sayNow
 */
function tellNumbers(article, state, sayNow) {
  const places = /** @type {HTMLElement[]} */ ([...article.querySelectorAll("[data-say]")]);
  const { network } = document.body.dataset;
  const blank = state.frame.peek(); // of the page without a drawing: the server's words are better
  effect(() => {
    const frame = state.frame.value;
    if (frame === blank || frame?.network !== network) return;
    for (const place of places) {
      const text = sayNow(place.dataset.say ?? "", place.dataset.place ?? "");
      if (text !== null && text !== place.textContent) place.textContent = text;
    }
  });
}

/**
 * Puts the page into a step's state and keeps its rules true while the reader draws.
 *
 * @param {{state: State, actions: Actions}} page
 * @param {string} usual the chapter's network
 * @returns {{apply: (patch: Patch) => void, turn: (network: string) => void, pin: (place: string) => void}} `turn`, `pin`: what the step that is read has from now on
 */
function patcher({ state, actions }, usual) {
  /** @type {Patch} */
  let current = {};
  /** What the rule pinned; another pin is the reader's, and stays. @type {string | null} */
  let ours = null;
  let timer = 0;

  const mine = () => ours === null || ours === JSON.stringify(state.pin.peek());

  function resolve() {
    const place = current.play ?? current.pin;
    const [anatomy, frame] = [state.anatomy.peek(), state.frame.peek()];
    if (!place || !anatomy || frame?.network !== anatomy.id || !mine()) return;
    const found = cellAt(anatomy, frame, place);
    if (!found) return;
    if (current.play && state.motion.peek()?.layer !== found.layer.name) {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      actions.openMotion(found.pick, { at: 0, playing: !still });
    } else if (!current.play) actions.holdCell(found.pick);
    ours = JSON.stringify(state.pin.peek());
  }

  effect(() => {
    void state.frame.value;
    clearTimeout(timer);
    timer = window.setTimeout(resolve, ours === null ? 0 : REST);
  });

  const apply = (/** @type {Patch} */ patch) => {
    current = patch;
    ours = null;
    veil(null);
    actions.selectNetwork(patch.network ?? usual, (anatomy) => {
      batch(() => {
        if (state.motion.peek() && !patch.play) state.motion.value = state.played.value = null;
        if (!patch.pin && !patch.play) actions.unpin();
        if (patch.stage) actions.setStage(patch.stage);
        actions.openPanel(patch.panel ?? "");
        actions.resetEdits();
      });
      const edited = patch.edit && layerAt(anatomy, patch.edit);
      if (edited) actions.setEditing({ stage: edited.name, channel: 0 });
      veil((patch.veil && layerAt(anatomy, patch.veil)?.name) || null);
      ours = null; // what was pinned while this network was on its way went with the last one
      resolve();
    });
  };
  return {
    apply,
    turn: (network) => apply(Object.assign(current, { network })),
    pin(place) {
      current.pin = place;
      ours = null;
      resolve();
    },
  };
}

/**
 * The step that is read sets the page: the last one whose head has passed a line near the top.
 *
 * @param {HTMLElement} article
 * @param {{element: HTMLElement, patch: Patch}[]} steps
 * @param {(patch: Patch) => void} apply
 * @returns {(inside: Element) => void} the step around an element is read now
 */
function followSteps(article, steps, apply) {
  /** @type {typeof steps[0] | undefined} */
  let read;
  const show = (/** @type {typeof steps[0]} */ step) => {
    if (step === read) return;
    read?.element.removeAttribute("aria-current");
    read = step;
    step.element.setAttribute("aria-current", "step");
    apply(step.patch);
  };
  const look = () => {
    const box = article.getBoundingClientRect();
    const line = Math.max(0, box.top) + Math.min(innerHeight, article.clientHeight) * 0.4;
    if (box.bottom < line) return; // on a phone: below the words is the page that they set
    const passed = steps.filter(({ element }) => element.getBoundingClientRect().top < line);
    const end = article.scrollTop + article.clientHeight >= article.scrollHeight - 2;
    const last = steps[steps.length - 1];
    const wanted = end && article.scrollHeight > article.clientHeight ? last : passed.at(-1);
    if (wanted) show(wanted);
  };
  const soon = () => requestAnimationFrame(look);
  article.addEventListener("scroll", soon, { passive: true });
  addEventListener("scroll", soon, { passive: true });
  const showAround = (/** @type {Element} */ inside) => {
    const found = steps.find(({ element }) => element.contains(inside));
    if (found) show(found);
  };
  article.addEventListener(
    "focusin",
    ({ target }) => target instanceof Element && showAround(target),
  );
  const named = steps.find(({ element }) => `#${element.id}` === location.hash);
  if (named) show(named);
  else look();
  if (!read) show(steps[0]);
  return showAround;
}
