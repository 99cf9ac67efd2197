/** What the page has to say for itself: the connection is gone, a request was refused. */
import { html, useEffect, useState } from "../core/ui.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */
/** @import { Problem } from "../types.js" */

/** A hiccup shorter than this is nobody's business. */
const GRACE = 700;

/** @param {{state: State, actions: Actions}} props */
export function Notes({ state, actions }) {
  const problem = state.problem.value;
  return html`
    <div role="status"><${Link} lost=${state.connection.value === "reconnecting"} /></div>
    <div role="alert">
      ${problem && html`<${ProblemNote} problem=${problem} close=${actions.dismissProblem} />`}
    </div>
  `;
}

/** @param {{lost: boolean}} props */
function Link({ lost }) {
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(lost), lost ? GRACE : 0);
    return () => clearTimeout(timer);
  }, [lost]);
  if (!shown) return null;
  return html`<div class="note link">
    <div>
      <h2>Reconnecting…</h2>
      <p>Your drawing is safe; draw on, the answer follows.</p>
    </div>
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
