/** The state as a link holds it, and a link that becomes the state. */
import { editsIn, pickIn, readLink } from "../core/link-read.js";
import { batch } from "../core/signals.js";
import { ProblemError, getDigit } from "../server/api.js";
import { replaceEdits } from "./edits.js";
import { BLANK } from "./store.js";

/** @import { Anatomy, Drawing, Edit } from "../types.js" */
/** @import { Found } from "../core/link-read.js" */
/** @import { Shared } from "../core/link-write.js" */
/** @import { Actions } from "./actions.js" */
/** @import { State } from "./store.js" */

/** @typedef {{state: State, actions: Actions}} Context */

/** What is on screen, as facts. @param {State} state @returns {Shared} */
export const sharedIn = (state) => ({
  ...state.seen.value,
  network: state.networkId.value,
  fit: state.fit.value,
  edits: state.edits.value,
  checkpoint: state.checkpoint.value,
  pin: state.pin.value,
  scale: state.scale.value,
  stage: state.stage.value,
  view: state.view.value,
  panel: state.panel.value,
  difference: state.difference.value,
  motion: state.motion.value,
  compared: state.compared.value,
});

/** The page opens with a link: all is in place before the first frame. @param {Context} context @param {string} hash */
export async function arrive(context, hash) {
  const { state, actions } = context;
  const found = readLink(hash);
  const { ink, picture } = await drawingOf(found);
  batch(() => {
    state.ink.value = ink;
    state.picture.value = picture;
    state.edits.value = found.edits; // nothing is asked of the network before these are checked
    choose(state, found);
  });
  const put = (/** @type {readonly Edit[]} */ edits) => replaceEdits(state, edits);
  await actions.start(found.network, (anatomy) => adopt(context, found, anatomy, put));
  complain(actions, found);
}

/** How many links were followed. */
let followed = 0;

/** Another link in the same window, or the way back to one before: a step that can be undone. @param {Context} context @param {string} hash */
export async function follow(context, hash) {
  const { state, actions } = context;
  const mine = ++followed;
  const found = readLink(hash);
  const { ink, picture } = await drawingOf(found);
  if (mine !== followed) return; // a newer one
  batch(() => {
    if (picture) actions.setPicture(picture);
    else if (ink.strokes.length) actions.setInk(ink);
    else actions.clear();
    choose(state, found);
  });
  await actions.meetOwn(found.network);
  if (mine !== followed) return;
  const known = state.networks.value.some(({ id }) => id === found.network);
  const network = known ? found.network : state.networkId.value;
  await actions.selectNetwork(network, (anatomy) =>
    adopt(context, found, anatomy, actions.setEdits),
  );
  complain(actions, found);
}

/** @param {Found} found @returns {Promise<Drawing>} */
export async function drawingOf(found) {
  const { digit, pixels, ink, trouble } = found;
  if (digit === null) return { ink: ink ?? BLANK, picture: pixels && { pixels } };
  try {
    return { ink: BLANK, picture: await getDigit(digit) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    trouble.push(error.message);
    return { ink: BLANK, picture: null };
  }
}

/** What needs no network. @param {State} state @param {Found} found */
function choose(state, { fit, scale, stage, view, panel, compared }) {
  state.past.value = state.instant.value = null;
  state.fit.value = fit;
  state.scale.value = scale;
  state.stage.value = stage;
  state.view.value = view;
  state.panel.value = panel;
  state.compared.value = compared;
}

/**
 * What only a network can tell right from wrong.
 *
 * @param {Context} context
 * @param {Found} found
 * @param {Anatomy} anatomy
 * @param {(edits: readonly Edit[]) => void} putEdits
 */
function adopt({ state, actions }, found, anatomy, putEdits) {
  const { network, pin, edits, checkpoint, difference, motion, trouble } = found;
  const own = !network || network === anatomy.id;
  if (!own)
    trouble.push(`There is no network “${network.slice(0, 64)}” here; this is ${anatomy.title}.`);
  state.pin.value = own ? pickIn(pin, anatomy) : null;
  const known = own ? editsIn(edits, anatomy) : [];
  const lost = edits.length - known.length;
  putEdits(lost ? known : edits);
  state.checkpoint.value = own ? checkpoint : null;
  if (state.pin.value && motion) actions.openMotion(state.pin.value, motion);
  else state.motion.value = state.played.value = null;
  state.difference.value = difference && known.length > 0;
  if (own && pin && !state.pin.value) trouble.push("The network has no such number to pick.");
  if (own && lost) trouble.push("Some changes name layers that the network lacks.");
}

/** @param {Actions} actions @param {Found} found */
function complain(actions, { trouble }) {
  if (trouble.length)
    actions.report({ title: "Not all of this link could be used", detail: trouble.join(" ") });
}
