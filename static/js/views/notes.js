/** What the page has to say for itself: the connection is gone, a request was refused. */
import { html, useEffect, useRef, useState } from "../core/ui.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */
/** @import { Connection, Problem } from "../types.js" */

/** A hiccup shorter than this is nobody's business. */
const GRACE = 700;

/** @type {Record<Connection, string>} */
const WORDS = {
  connecting: "Connecting…",
  open: "Reconnecting…",
  silent: "No answer yet…",
  reconnecting: "Reconnecting…",
};

/** How long "back again" stands. */
const BACK = 2500;

/** @param {{state: State, actions: Actions, retry: () => void}} props */
export function Notes({ state, actions, retry }) {
  const problem = state.problem.value;
  return html`
    <div role="status">
      <${Link} connection=${state.connection.value} retry=${retry} />
    </div>
    <div role="alert">
      ${problem && html`<${ProblemNote} problem=${problem} close=${actions.dismissProblem} />`}
    </div>
  `;
}

/** Whether the machine has a network at all. */
function useOnline() {
  const [online, set] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => set(navigator.onLine);
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  return online;
}

/** The whole page shows that its answers are old. @param {boolean} away */
const markPage = (away) => document.documentElement.toggleAttribute("data-away", away);

/** @param {{connection: Connection, retry: () => void}} props */
function Link({ connection, retry }) {
  const lost = connection === "reconnecting" || connection === "silent";
  const [shown, show] = useState(/** @type {"" | "lost" | "back"} */ (""));
  const online = useOnline();
  const told = useRef(false);
  useEffect(() => {
    /** @param {"" | "lost" | "back"} what */
    const say = (what) => {
      told.current = what === "lost";
      markPage(what === "lost");
      show(what);
    };
    if (!lost && told.current) say("back");
    const later = lost ? "lost" : "";
    const timer = setTimeout(() => say(later), lost ? GRACE : BACK);
    return () => clearTimeout(timer);
  }, [lost]);
  if (!shown) return null;
  if (shown === "back") {
    return html`<div class="note link back"><h2>Back again</h2></div>`;
  }
  return html`<div class="note link">
    <div>
      <h2>${!online ? "You are offline" : WORDS[connection]}</h2>
      <p>Draw on: nothing is lost. The answers follow.</p>
    </div>
    <button type="button" class="button" onClick=${retry}>Try now</button>
  </div>`;
}

/** @param {{problem: Problem, close: () => void}} props */
function ProblemNote({ problem, close }) {
  const errors = problem.errors ?? [];
  return html`<div class="note problem">
    <h2>${problem.title}</h2>
    ${problem.detail && html`<p>${problem.detail}</p>`}
    ${
      errors.length > 0 &&
      html`<ul>
        ${errors.slice(0, 3).map(({ loc, msg }) => html`<li>${loc.join(".")}: ${msg}</li>`)}
      </ul>`
    }
    <button type="button" class="button" aria-label="Close" onClick=${close}>✕</button>
  </div>`;
}
