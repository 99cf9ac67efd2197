/** Share: the link to what is on screen, copied at once, and what it holds. */
import { honest } from "../../core/verdict.js";
import { html, useEffect, useRef, useState } from "../../core/ui.js";
import { styled } from "../../render/style.js";
import { linkTo } from "../../state/address.js";
import { sharedIn } from "../../state/sharing.js";
import { counted, grouped } from "../../kinds/text.js";
import { copyText } from "./copy.js";

await styled("menu");

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Shared } from "../../core/link-write.js" */

/** @typedef {Awaited<ReturnType<typeof linkTo>>} Link */

/** @param {{state: State, actions: Actions, close: () => void}} props */
export function Share({ state, actions, close }) {
  const shared = useRef(sharedIn(state)).current;
  const [link, show] = useState(/** @type {Link | null} */ (null));
  const [copied, say] = useState(/** @type {boolean | null} */ (null));
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useEffect(() => {
    actions.attempt(linkTo(shared)).then((made) => (made ? show(made) : close()));
  }, []);
  const copy = async () => {
    if (link && field.current) say(await copyText(link.url, field.current));
  };
  useEffect(() => {
    button.current?.focus();
    copy();
  }, [link]);
  if (!link) return html`<p class="pop-wait" role="status">One moment…</p>`;
  return html`
    <h2 id="share-title">Share what you see</h2>
    <div class="share-link">
      <input
        ref=${field}
        class="share-url"
        type="text"
        readonly
        aria-label="Link"
        value=${link.url}
        onFocus=${(/** @type {FocusEvent} */ { target }) =>
          /** @type {HTMLInputElement} */ (target).select()}
      />
      <button type="button" class="button" ref=${button} onClick=${copy}>Copy</button>
    </div>
    <p class="share-said" role="status">
      ${copied === null ? "" : copied ? "Copied. Paste it anywhere." : "Press Ctrl C (⌘ C) to copy it."}
    </p>
    <h3>It holds</h3>
    <ul class="share-list">
      ${contents(shared, link, networkTitle(state)).map((line) => html`<li>${line}</li>`)}
    </ul>
    ${warning(link) && html`<p class="share-warning" role="alert">${warning(link)}</p>`}
    <p class="share-fine">
      All of it stands behind the # of the address, which browsers do not send to servers.
      ${isLocal() && " This address works on this computer only."}
    </p>
    ${
      typeof navigator.share === "function" &&
      html`<button type="button" class="button" onClick=${() => send(link.url)}>
        Send with an app…
      </button>`
    }
  `;
}

/** @param {State} state */
const networkTitle = (state) => state.anatomy.peek()?.title ?? state.networkId.peek();

const isLocal = () => /^(localhost|127\.|\[::1\])/.test(location.hostname);

/** Who changes their mind is told nothing. @param {string} url */
const send = (url) => navigator.share({ title: "Inkling", url }).catch(() => undefined);

/** @param {Shared} shared @param {Link} link @param {string} title @returns {string[]} */
function contents(shared, link, title) {
  const { edits, checkpoint, pin, fit, scale, stage, panel, difference, motion } = shared;
  const kept = link.lost === "kernels" ? edits.filter(({ weights }) => !weights) : edits;
  return [
    `the network ${title}`,
    checkpoint == null ? "" : `the moment of its training, step ${grouped(checkpoint)}`,
    drawing(shared, link),
    motion ? "the player's place" : pin ? "the picked number" : "",
    kept.length ? `${counted(kept.length, "change")} of the network` : "",
    difference && kept.length ? "the view of what they change" : "",
    fit === null ? "" : "how the drawing is fitted",
    scale === "map" ? "a colour scale for each map" : "",
    stage === "before" ? "numbers before the activation" : "",
    panel ? "the open panel" : "",
  ].filter(Boolean);
}

/** @param {Shared} shared @param {Link} link */
function drawing({ picture, ink }, { lost, kept, points }) {
  if (picture) return lost === "picture" ? "" : picture.label ? "the test digit" : "the picture";
  if (!ink.strokes.length || lost === "drawing") return "";
  if (lost === "none") return "your drawing, every point with its time";
  if (lost === "times") return "your drawing, every point (without times, to be short)";
  return `your drawing in ${counted(kept, "point")} of ${points}, to be short`;
}

/** What whoever opens it will miss, honestly. @param {Link} link */
function warning({ lost, before, after }) {
  if (lost === "picture")
    return "A picture of your own is too large for a link, and is not in it: send the file along.";
  if (lost === "drawing") return "This drawing is too long for a link. Everything else is in it.";
  if (lost === "kernels") return "The painted kernels are too large for a link; they are left out.";
  if (lost !== "answer" || !before || !after) return "";
  const say = (/** @type {typeof before} */ one) => `${one.label}, ${honest(one.probability)}`;
  return `The drawing had to be simplified so much that the answer differs: ${say(after)} instead of ${say(before)}.`;
}
