/** The rail: one button for each panel, and the panel that is open. */
import { html, useEffect, useState } from "../core/ui.js";
import { PANELS } from "./index.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */
/** @import { PanelEntry } from "./index.js" */

/** @typedef {{state: State, actions: Actions}} Context */

/** @param {Context} context */
export function Rail({ state, actions }) {
  const open = PANELS.find(({ id }) => id === state.panel.value);
  return html`
    ${open && html`<${Open} key=${open.id} entry=${open} state=${state} actions=${actions} />`}
    <div class="rail-tabs" role="group" aria-label="Panels">
      ${PANELS.map(
        ({ id, title, icon }) =>
          html`<button
            type="button"
            key=${id}
            data-panel-tab=${id}
            aria-pressed=${String(id === open?.id)}
            aria-controls=${id === open?.id ? "panel" : undefined}
            title=${title}
            onClick=${() => actions.openPanel(id === open?.id ? "" : id)}
          >
            <svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${icon} /></svg>
            <span>${title}</span>
          </button>`,
      )}
    </div>
  `;
}

/** @param {Context & {entry: PanelEntry}} props */
function Open({ entry, state, actions }) {
  const [Panel, show] = useState(/** @type {any} */ (null));
  useEffect(() => {
    actions.fetchPart(entry.load()).then((Component) => {
      if (Component) show(() => Component);
      else if (state.panel.peek() === entry.id) actions.openPanel("");
    });
  }, [entry]);
  return html`<section
    class="panel"
    id="panel"
    data-panel=${entry.id}
    aria-labelledby="panel-title"
  >
    <header class="panel-head">
      <h2 id="panel-title">${entry.title}</h2>
      <button
        type="button"
        class="button"
        aria-label="Close"
        onClick=${() => actions.openPanel("")}
      >
        ✕
      </button>
    </header>
    ${
      entry.finished &&
      state.checkpoint.value !== null &&
      html`<p class="panel-note">
        This is about the finished network, not the moment on the page.
      </p>`
    }
    <div class="panel-body">${Panel && html`<${Panel} state=${state} actions=${actions} />`}</div>
  </section>`;
}
