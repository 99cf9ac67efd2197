/** The lab comes to life: knobs, training, and the reader's own ink. */
import { effect } from "./core/signals.js";
import { html, render } from "./core/ui.js";
import { labActions } from "./lab/actions.js";
import { Answer } from "./lab/answer.js";
import { writeChoice } from "./lab/choices.js";
import { Confusion } from "./lab/confusion.js";
import { Curves, Keys } from "./lab/curves.js";
import { Kept } from "./lab/kept.js";
import { Knobs } from "./lab/knobs.js";
import { Layers, Network } from "./lab/network.js";
import { SlowStep } from "./lab/slow.js";
import { createLab } from "./lab/state.js";
import { Teach } from "./lab/teach.js";
import { Back, Transport, Trouble } from "./lab/transport.js";
import { bringInk } from "./lessons/ink.js";
import { getNetworks } from "./server/api.js";
import { bodyOf } from "./server/wire.js";
import { createActions } from "./state/actions.js";
import { recallOwn, rememberOwn } from "./state/own.js";
import { createState } from "./state/store.js";
import { followTheme } from "./state/theme.js";
import { mountShortcuts } from "./views/keyboard.js";
import { Notes } from "./views/notes.js";
import { mountPad } from "./views/pad.js";
import { mountTheme } from "./views/theme.js";

/** The knobs rest for so long before the server is asked what they come to, in ms. */
const TURNING = 60;
/** And before the address tells. */
const REST = 300;
/** Between two drawings that are told, in ms. */
const PACE = 80;

const page = createState();
const pageActions = createActions(page);
const lab = createLab();
const actions = labActions(lab, {
  report: pageActions.report,
  keep: rememberOwn,
  drawing: () => bodyOf({ ...page.seen.peek(), fit: page.fit.peek() }),
});
const context = { page, lab, actions };

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} id @param {any} content */
function mount(id, content) {
  place(id).replaceChildren();
  render(content, place(id));
}

followTheme(page, document.documentElement);
pageActions.recallShortcuts();
mountTheme(place("theme"), { state: page, actions: pageActions });
mountPad(place("pad"), place("tools"), { state: page, actions: pageActions });
mountShortcuts({ state: page, actions: pageActions }, () => false);
mount("notes", html`<${Notes} state=${page} actions=${pageActions} retry=${actions.retry} />`);
mount("answer", html`<${Answer} ...${context} />`);
mount("teach", html`<${Teach} ...${context} />`);
mount("knobs", html`<${Left} />`);
mount("training", html`<${Centre} />`);

function Left() {
  if (!lab.about.value) return html`<p class="lab-note">One moment …</p>`;
  return lab.about.value.on && html`<${Knobs} ...${context} />`;
}

function Centre() {
  const about = lab.about.value;
  if (!about) return html`<p class="lab-note" role="status">One moment …</p>`;
  if (!about.on)
    return html`<p class="lab-off" role="status">
      ${about.words || "The lab is switched off on this server."}
    </p>`;
  return html`<${Transport} ...${context} />
    <${Trouble} ...${context} />
    <${Kept} ...${context} />
    <${Network} ...${context} />
    <${SlowStep} ...${context} />
    <div class="lab-course">
      <${Curves} ...${context} /><${Confusion} ...${context} /><${Keys} ...${context} />
    </div>
    <${Back} ...${context} />
    <${Layers} ...${context} />`;
}

let planning = 0;
effect(() => {
  if (!Object.keys(lab.knobs.value).length) return;
  clearTimeout(planning);
  planning = window.setTimeout(actions.plan, TURNING);
});

let telling = 0;
effect(() => {
  const about = lab.about.value;
  const hash = about?.on ? writeChoice(about, lab.preset.value, lab.knobs.value) : null;
  clearTimeout(telling);
  if (hash === null) return;
  telling = window.setTimeout(() => {
    const address = location.pathname + location.search + (hash && `#${hash}`);
    if (`#${hash}` !== (location.hash || "#")) history.replaceState(history.state, "", address);
  }, REST);
});
addEventListener("hashchange", () => actions.read(location.hash.slice(1)));

let told = -Infinity;
let drawing = 0;
effect(() => {
  void [page.seen.value, page.fit.value];
  clearTimeout(drawing);
  const wait = Math.max(0, told + PACE - performance.now());
  drawing = window.setTimeout(() => {
    told = performance.now();
    actions.sendInk();
  }, wait);
});

/** A picture file is judged, and the dice thrown, for some network. */
async function haveNetwork() {
  const found = await pageActions.attempt(getNetworks());
  page.networkId.value = found?.[0]?.id ?? "";
}

async function begin() {
  await Promise.all([actions.open(location.hash.slice(1)), haveNetwork()]);
  await bringInk({ state: page, actions: pageActions }, Number(document.body.dataset.sample));
  document.documentElement.dataset.ready = "true";
  await actions.recall(recallOwn());
}
begin();
