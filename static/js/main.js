/**
 * The page comes to life: state, connection, views. The pad can be drawn on before the larger half
 * of the code, which shows the layers, is there.
 */
import { answerOf, decodeFrame, peek } from "./core/frame.js";
import { hasSharedState, recallUnsaved } from "./core/link.js";
import { effect } from "./core/signals.js";
import { html, render } from "./core/ui.js";
import { REAL_TIMERS, createLive } from "./server/live.js";
import { ALL, askWhatIsPainted } from "./server/rest.js";
import { createActions } from "./state/actions.js";
import { NO_EDITS, createState } from "./state/store.js";
import { followTheme } from "./state/theme.js";
import { isFirstVisit, rememberVisit } from "./state/visit.js";
import { mountShortcuts } from "./views/keyboard.js";
import { Networks } from "./views/networks.js";
import { Notes } from "./views/notes.js";
import { mountPad } from "./views/pad.js";
import { mountPop } from "./views/pop.js";
import { mountPrediction } from "./views/prediction.js";
import { mountTheme } from "./views/theme.js";

/** @import { Archive } from "./core/safetensors.js" */

const state = createState();
const actions = createActions(state);
const context = { state, actions };
/** A chapter of the crash course stands beside the page. */
const inLesson = "lesson" in document.body.dataset;

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} id @param {(props: typeof context) => any} Component */
function mount(id, Component) {
  place(id).replaceChildren();
  render(html`<${Component} ...${context} />`, place(id));
}

/** The newest answer that is not on the screen yet. @type {Archive | null} */
let waiting = null;

/** The screen's pictures are this far apart, in ms, or less. */
const PICTURE = 1000 / 60;

let asked = false;
let shownAt = -Infinity;

/**
 * Show what waits: at once, so that the next picture of the screen has it; but of two answers for
 * one picture only the newer. Asking twice asks once.
 */
function showSoon() {
  if (asked) return;
  asked = true;
  if (performance.now() - shownAt > PICTURE / 2)
    queueMicrotask(showFrame); // the next question leaves first
  else requestAnimationFrame(showFrame);
}

/** Show the newest answer, if it is about the network on the page. */
function showFrame() {
  asked = false;
  shownAt = performance.now();
  if (!waiting || waiting.metadata.network !== state.anatomy.peek()?.id) return;
  const archive = waiting;
  waiting = null;
  state.frame.value = decodeFrame(archive);
  sayReady();
}

let flowThere = false;

/** The page is live once all is there and a frame has been painted. */
function sayReady() {
  if (flowThere && state.frame.peek()) document.documentElement.dataset.ready = "true";
}

async function mountFlow() {
  const [{ Flow }, { Arithmetic }, { Rail }, { Timeline, keepTimeline }] = await Promise.all([
    import("./views/flow.js"),
    import("./panels/arithmetic.js"),
    import("./panels/rail.js"),
    import("./views/timeline.js"),
  ]);
  mount("timeline", Timeline);
  keepTimeline(context, openSocket);
  const stop = effect(() => {
    if (!state.anatomy.value || flowThere) return;
    flowThere = true;
    requestAnimationFrame(() => {
      stop();
      mount("flow-pane", Flow);
      mount("cell-pane", Arithmetic);
      mount("rail", Rail);
      requestAnimationFrame(sayReady);
    });
  });
}

/** @param {string} network @param {string} [layers] that the answers hold; all when empty */
function openSocket(network, layers = "") {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const said = { network, dtype: "float16", derive: "true", ...(layers && { layers }) };
  const query = new URLSearchParams(said);
  return new WebSocket(`${scheme}://${location.host}/api/v1/live?${query}`);
}

const live = createLive({
  connect: openSocket,
  onFrame(buffer, asked) {
    const { archive, ...answer } = peek(buffer);
    waiting = archive;
    actions.record(asked.get(answer.seq), answerOf(archive));
    showSoon();
    return answer;
  },
  onProblem(problem, facts) {
    if (facts?.picture) actions.dropPicture(facts.picture);
    if (facts?.edits?.length && problem.errors?.some(({ loc }) => loc.includes("edits"))) {
      actions.dropEdits(facts.edits); // a link's, most likely; the page would stand still with them
    }
    if (facts?.checkpoint != null && problem.errors?.some(({ loc }) => loc.includes("checkpoint")))
      actions.showCheckpoint(null); // a link's: the page would stand still with it
    actions.report(problem);
  },
  onConnection(connection) {
    state.connection.value = connection;
  },
});

const ask = askWhatIsPainted(live.show, REAL_TIMERS);

followTheme(state, document.documentElement);
actions.recallBadges();
actions.recallShortcuts();
if (!inLesson) actions.recallView();
mountTheme(place("theme"), context);
mountPad(place("pad"), place("tools"), context);
mountPrediction(place("answer"), state);
mountShortcuts(context, openHelp);
place("help").addEventListener("click", openHelp);
mount("networks", Networks);
mount("notes", (props) => html`<${Notes} ...${props} retry=${live.retry} />`);
mountFlow();

effect(() => {
  const network = state.networkId.value;
  const settled = state.anatomy.value?.id === network;
  const [cell, edits] = settled ? [state.picked.value, state.edits.value] : [null, NO_EDITS];
  const checkpoint = settled ? state.checkpoint.value : null;
  const painted = settled && !inLesson ? state.painted.value : ALL; // prose may speak of any layer
  const stamp = actions.stamp();
  const { ink, picture } = state.seen.value;
  // A link's edits wait for the network that they change.
  const early = !state.anatomy.value && state.edits.value.length > 0;
  if (stamp && state.connection.peek() === "reconnecting") actions.recordUnanswered(stamp);
  if (!network || early) return;
  const [fit, difference, near] = [state.fit.value, state.difference.value, state.around.value];
  const facts = { network, ink, picture, cell, edits, checkpoint, difference, fit, near, stamp };
  ask(facts, painted);
});
effect(() => {
  if (state.anatomy.value) showSoon();
});
effect(() => {
  void state.ink.value;
  void state.picture.value;
  actions.dismissProblem(); // who draws on has read it
});
addEventListener("online", live.retry);

const help = () => import("./views/help.js");
const tour = () => import("./views/tour.js");
const visit = () => import("./views/visit.js");

async function openTour() {
  (await actions.fetchPart(tour()))?.openTour(context);
}
async function openHelp() {
  (await actions.fetchPart(help()))?.openHelp(context, openTour);
}

const sharing = () => import("./state/sharing.js");
const address = () => import("./state/address.js");
const shareMenu = () => import("./panels/share/share.js");
const exportMenu = () => import("./panels/export/export.js");

/** Nobody needs an address that follows before there is something to hold. @param {(event: Event) => void} call */
function whenUsed(call) {
  const used = new AbortController();
  /** @param {Event} event */
  const start = (event) => {
    used.abort();
    call(event);
  };
  for (const event of ["pointerdown", "keydown", "drop", "paste", "hashchange"]) {
    addEventListener(event, start, { capture: true, signal: used.signal });
  }
}

/** The address and the page follow each other. @param {Event} [event] what it began with */
async function followAddress(event) {
  const found = await address().catch(() => null);
  if (!found) return whenUsed(followAddress); // the server is away: with the next touch
  found.keepAddress(context);
  if (event?.type === "hashchange") dispatchEvent(new Event("hashchange"));
}

const lesson = () => import("./lessons/lesson.js");

/** Open with the link's state where there is one; from then on the address follows the page. */
async function begin() {
  if (inLesson) return (await lesson()).mountLesson(context);
  recallUnsaved();
  const isNew = isFirstVisit() && !hasSharedState();
  if (hasSharedState()) {
    await (await sharing()).arrive(context, location.hash);
    followAddress();
  } else {
    await actions.start();
    whenUsed(followAddress);
  }
  if (!isNew) return;
  const { welcome } = await visit(); // meanwhile somebody may have begun to draw
  if (state.blank.peek()) welcome(place("draw"), state, openTour);
  else rememberVisit(); // whoever draws at once needs no demonstration
}
mountPop(place("export-pop"), async () => (await exportMenu()).Export, context);
mountPop(place("share-pop"), async () => (await shareMenu()).Share, context);
begin();
