/** On the pad: what to draw, and what to erase, before it is done. */
import { html, render, useEffect } from "../../core/ui.js";

/** @import { Nudge } from "../../server/change.js" */

/** @param {{found: Nudge | null}} props null: nothing is shown */
export function Ghost({ found }) {
  useEffect(() => {
    const pad = document.getElementById("pad");
    if (!pad || !found) return undefined;
    const host = document.createElement("div");
    host.className = "pad-ghost";
    pad.append(host);
    render(drawn(found), host);
    return () => {
      render(null, host);
      host.remove();
    };
  }, [found]);
  return null;
}

/** @param {Nudge} found */
const drawn = ({ added, erased, ink }) =>
  html`<svg viewBox="0 0 1 1" aria-hidden="true" style=${{ "--pen": ink.width }}>
    ${added.map((line) => html`<path class="body" d=${path(line)} />`)}
    ${added.map((line) => html`<path class="way" d=${path(line)} />`)}
    ${erased.map((line) => html`<path class="gone" d=${path(line)} />`)}
    ${erased.map((line) => html`<path class="way" d=${path(line)} />`)}
  </svg>`;

/** A dot is a line that goes nowhere. @param {[number, number][]} line */
const path = (line) =>
  `M${(line.length > 1 ? line : [line[0], line[0]]).map(([x, y]) => `${x} ${y}`).join("L")}`;
