/** The address bar tells what is on screen, so that reloading, going back and copying just work. */
import { isBlank } from "../core/ink.js";
import { LONGEST, fitLink, hastyLink } from "../core/link-fit.js";
import { DETAILS, writeLink } from "../core/link-write.js";
import { hasSharedState } from "../core/link.js";
import { dropUnsaved, keepUnsaved } from "../core/unsaved.js";
import { effect } from "../core/signals.js";
import { ProblemError, ask } from "../server/api.js";
import { bodyOf } from "../server/wire.js";
import { follow, sharedIn } from "./sharing.js";
import { createState } from "./store.js";

/** @import { Shared } from "../core/link-write.js" */
/** @import { Context } from "./sharing.js" */
/** @import { State } from "./store.js" */

/** The pen rests for this long, in ms. Browsers allow some hundred changes a minute. */
const REST = 300;

/** The address without a state. */
const plainAddress = () => location.origin + location.pathname + location.search;

/**
 * The link to what is on screen.
 *
 * @param {Shared} shared
 * @returns {Promise<import("../core/link-fit.js").Fitted & {url: string}>}
 */
export async function linkTo(shared) {
  const base = plainAddress();
  const { network, picture, fit, checkpoint } = shared;
  const fitted = await fitLink(shared, LONGEST - base.length, async (ink, edits) =>
    (await ask(network, "predict", bodyOf({ ink, picture, fit, edits, checkpoint }))).json(),
  );
  return { ...fitted, url: base + fitted.hash };
}

/** @param {Context} context @returns {() => void} the undo */
export function keepAddress(context) {
  const { state } = context;
  let timer = 0;
  let turn = 0;
  /** What the address does not say yet. @type {Shared | null} */
  let pending = null;

  /** @param {Shared} shared */
  async function write(shared) {
    const mine = ++turn;
    const hash = isUsual(shared, state) ? "" : await hashOf(shared);
    if (mine !== turn || hash === null) return;
    if (pending === shared) pending = null;
    dropUnsaved();
    if (hash !== location.hash) history.replaceState(history.state, "", plainAddress() + hash);
  }

  /** No time to ask the network what could be left out. */
  const leave = () => {
    if (!pending) return;
    const room = LONGEST - plainAddress().length;
    keepUnsaved(isUsual(pending, state) ? "" : hastyLink(pending, room));
    pending = null; // a page that is hidden next has nothing to write any more
  };
  const hide = () => {
    if (pending && document.visibilityState === "hidden") write(pending);
  };

  const changed = () => {
    if (!hasSharedState()) return;
    turn += 1;
    clearTimeout(timer);
    pending = null;
    follow(context, location.hash);
  };
  const stop = effect(() => {
    const shared = sharedIn(state);
    clearTimeout(timer);
    // What the page draws by itself is nobody's drawing.
    if (state.demo.value || state.anatomy.value?.id !== shared.network) return;
    pending = shared;
    timer = setTimeout(() => write(shared), REST);
  });
  addEventListener("hashchange", changed);
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", hide);
  return () => {
    stop();
    clearTimeout(timer);
    removeEventListener("hashchange", changed);
    removeEventListener("pagehide", leave);
    document.removeEventListener("visibilitychange", hide);
  };
}

/** Null while the network cannot be asked. @param {Shared} shared */
const hashOf = (shared) =>
  linkTo(shared).then(
    ({ hash }) => hash,
    (error) => {
      if (error instanceof ProblemError) return null;
      throw error;
    },
  );

/** The page as everybody finds it needs no words. @param {Shared} shared @param {State} state */
function isUsual(shared, state) {
  if (!isBlank(shared)) return false;
  const [first] = state.networks.peek();
  const usual = { ...sharedIn(createState()), network: first?.id ?? "" };
  return writeLink(shared, DETAILS[0]) === writeLink(usual, DETAILS[0]);
}
