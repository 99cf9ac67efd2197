/** The page's keys, and the way to the tour: a dialog that is made when it is asked for. */
import { html } from "../core/ui.js";
import { openDialog } from "./dialog.js";
import { KEYS, PLACES, capsOf } from "./keys.js";

/** @import { Key } from "./keys.js" */

/** @param {() => void} openTour */
export function openHelp(openTour) {
  const dialog = openDialog("help", (close) => {
    const tour = () => {
      close();
      openTour();
    };
    return html`<${Help} close=${close} tour=${tour} />`;
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

/** @param {{close: () => void, tour: () => void}} props */
function Help({ close, tour }) {
  const mac = /Mac|iP(hone|ad)/.test(navigator.platform);
  return html`<div class="help-sheet">
    <header>
      <h2 id="help-title">Keys</h2>
      <button type="button" class="button" onClick=${tour}>Take the tour</button>
      <button type="button" class="button" aria-label="Close" autofocus onClick=${close}>✕</button>
    </header>
    <div class="help-groups">
      ${PLACES.map(
        ({ place, title }) =>
          html`<section key=${place}>
            <h3>${title}</h3>
            <dl>
              ${KEYS.filter((key) => key.place === place).map(
                (key) => html`<${Line} key=${key.command} line=${key} mac=${mac} />`,
              )}
            </dl>
          </section>`,
      )}
    </div>
    <p>With mouse, pen or finger: draw on the pad, point at any number, click to hold it.</p>
  </div>`;
}

/** Four arrows are said with one cap. @param {readonly string[]} combos */
const shortened = (combos) =>
  combos.length === 4 ? [combos[0].replace("ArrowLeft", "← ↑ → ↓")] : combos;

/** @param {{line: Key, mac: boolean}} props */
function Line({ line, mac }) {
  return html`<div data-key=${`${line.place}.${line.command}`}>
    <dt>
      ${shortened(line.combos).map(
        (combo, i) =>
          html`${i > 0 && html`<span> or </span>`}${capsOf(combo, mac).map(
            (cap) => html`<kbd>${cap}</kbd>`,
          )}`,
      )}
    </dt>
    <dd>${line.words}</dd>
  </div>`;
}
