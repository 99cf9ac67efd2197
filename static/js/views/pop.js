/** A small panel under a header button; its code is fetched when it is first opened. */
import { html, render } from "../core/ui.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */

/** @typedef {{state: State, actions: Actions}} Context */

/**
 * The browser opens and closes it (`popover`), by click, Escape or a press elsewhere.
 *
 * @param {HTMLElement} root
 * @param {() => Promise<(props: any) => any>} load its component
 * @param {Context} context
 */
export function mountPop(root, load, context) {
  const isOpen = () => root.matches(":popover-open");
  const close = () => root.hidePopover();

  root.addEventListener("toggle", async () => {
    // Also when it opens: shut and opened in one breath is one event.
    render(null, root);
    if (!isOpen()) return;
    const Content = await context.actions.fetchPart(load());
    if (!isOpen()) return;
    if (Content) render(html`<${Content} ...${context} close=${close} />`, root);
    else close();
  });
  // While it is open, the page's keys rest; Escape is the browser's.
  addEventListener(
    "keydown",
    (event) => {
      const inside = event.target instanceof Node && root.contains(event.target);
      if (isOpen() && (inside || event.key === "Escape")) event.stopPropagation();
    },
    { capture: true },
  );
}
