/** The gallery's grid: one button for each digit; arrow keys move, Enter or a click loads. */
import { target } from "../../core/grid.js";
import { honest } from "../../core/verdict.js";
import { html, useState } from "../../core/ui.js";
import { PenThumb, timed } from "./pen.js";
import { Thumb } from "./thumb.js";

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Entry } from "../../server/digits.js" */

const SIDE = 28;

/** @param {{entries: Entry[], state: State, actions: Actions}} props */
export function Grid({ entries, state, actions }) {
  const [at, stand] = useState(0);
  const [loaded, mark] = useState("");
  const dark = state.dark.value;
  const here = Math.min(at, entries.length - 1);

  /** @param {KeyboardEvent} event */
  const walk = (event) => {
    const grid = /** @type {HTMLElement} */ (event.currentTarget);
    const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
    const next = target(event.key, here, columns, entries.length);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    stand(next);
    /** @type {HTMLElement} */ (grid.children[next]).focus();
  };

  /** @param {Entry} entry @param {number} index */
  const load = (entry, index) => {
    stand(index);
    mark(nameOf(entry));
    if (entry.ink) actions.setInk(timed(entry.ink));
    else {
      const { label, source, index } = entry;
      actions.setPicture({ pixels: pixelsOf(entry), label, source, index });
    }
    showPad();
  };

  return html`<div class="gallery-grid" role="group" aria-label="Digits" onKeyDown=${walk}>
    ${entries.map(
      (entry, index) =>
        html`<${Item}
          key=${nameOf(entry)}
          entry=${entry}
          dark=${dark}
          stop=${index === here}
          loaded=${loaded === nameOf(entry)}
          load=${() => load(entry, index)}
        />`,
    )}
  </div>`;
}

/** @param {{entry: Entry, dark: boolean, stop: boolean, loaded: boolean, load: () => void}} props */
function Item({ entry, dark, stop, loaded, load }) {
  const { label, predicted, wrong } = entry;
  const { probability } = entry;
  const percent = probability > 0.995 ? honest(probability) : `${(100 * probability).toFixed(0)} %`;
  const reads = wrong ? `that it reads as ${predicted}` : `read as ${predicted}`;
  const name = `a ${label} ${reads}, ${percent}`;
  return html`<button
    type="button"
    class=${`gallery-item${wrong ? " wrong" : ""}`}
    aria-label=${name}
    aria-pressed=${String(loaded)}
    title=${`${name} (${entry.source}, number ${entry.index})`}
    tabindex=${stop ? 0 : -1}
    onClick=${load}
  >
    ${
      entry.ink
        ? html`<${PenThumb} ink=${entry.ink} dark=${dark} />`
        : html`<${Thumb}
            values=${bytesOf(entry)}
            width=${SIDE}
            height=${SIDE}
            most=${255}
            dark=${dark}
          />`
    }
    <span class="gallery-reading">
      <span>${label}</span>${predicted !== label && html`<b>→ ${predicted}</b>`}
    </span>
    <small>${percent}</small>
  </button>`;
}

/** On a phone the pad may be far above, or below this panel: go there. */
function showPad() {
  const pad = document.getElementById("pad");
  const { top, bottom } = pad?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
  if (!pad || (bottom > 0 && top < innerHeight / 2)) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  pad.scrollIntoView({ behavior: calm ? "auto" : "smooth" });
}

/** @param {Entry} entry */
const nameOf = (entry) => `${entry.source} ${entry.index}`;

/** @type {WeakMap<Entry, Uint8Array>} */
const decoded = new WeakMap();

/** The entry's bytes, decoded once. @param {Entry} entry */
function bytesOf(entry) {
  const known = decoded.get(entry);
  if (known) return known;
  const bytes = Uint8Array.from(atob(entry.bytes ?? ""), (letter) => letter.charCodeAt(0));
  decoded.set(entry, bytes);
  return bytes;
}

/** Rows of 0..1, as everything takes them. @param {Entry} entry @returns {number[][]} */
function pixelsOf(entry) {
  const values = Array.from(bytesOf(entry), (byte) => byte / 255);
  return Array.from({ length: SIDE }, (_, row) => values.slice(row * SIDE, (row + 1) * SIDE));
}
