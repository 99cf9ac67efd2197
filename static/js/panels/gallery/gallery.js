/** Digits to load with one click: test images, the network's mistakes and doubts, pens, pictures. */
import { html, useEffect, useRef, useState } from "../../core/ui.js";
import { ProblemError } from "../../server/api.js";
import { getGallery } from "../../server/digits.js";
import { Grid } from "./grid.js";
import { Pictures } from "./pictures.js";
import { styled } from "../../render/style.js";

await styled("gallery");

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Entry, GalleryPart } from "../../server/digits.js" */

/** @typedef {{state: State, actions: Actions}} Context */

/** @type {readonly [set: string, title: string][]} */
const SETS = [
  ["digits", "Digits"],
  ["mistakes", "Mistakes"],
  ["uncertain", "Least certain"],
  ["pens", "Real pens"],
];

const PART = 60;

/** @param {Context} context */
export function Gallery({ state, actions }) {
  const [set, choose] = useState(SETS[0][0]);
  const [label, filter] = useState("");
  const network = state.anatomy.value?.id ?? "";
  const { found, entries, problem, more } = useEntries(network, set, label);
  return html`<div class="gallery">
    <${Pictures} actions=${actions} />
    <div class="segments gallery-sets" role="group" aria-label="Which digits">
      ${SETS.map(
        ([id, title]) =>
          html`<button
            type="button"
            key=${id}
            data-set=${id}
            aria-pressed=${String(id === set)}
            onClick=${() => choose(id)}
          >
            ${title}
          </button>`,
      )}
    </div>
    <${Classes} counts=${found?.labels} label=${label} choose=${filter} />
    <p class="gallery-words" role="status">${problem || found?.words || "Asking the network…"}</p>
    <${Grid} entries=${entries} state=${state} actions=${actions} />
    ${
      found &&
      entries.length < found.total &&
      html`<button type="button" class="button gallery-more" onClick=${more}>
        ${found.total - entries.length} more
      </button>`
    }
    <p class="gallery-foot">Drawing on a loaded picture replaces it; Undo brings it back.</p>
  </div>`;
}

/**
 * @typedef {object} Shown
 * @property {string} key of the set that this is about
 * @property {GalleryPart | null} found the newest answer
 * @property {Entry[]} entries of all parts so far
 * @property {string} problem why there is no newer answer
 */

/** @param {string} key @returns {Shown} */
const nothing = (key) => ({ key, found: null, entries: [], problem: "" });

/**
 * The entries of a set, part by part.
 *
 * @param {string} network
 * @param {string} set
 * @param {string} label
 * @returns {Shown & {more: () => void}}
 */
function useEntries(network, set, label) {
  const key = `${network}/${set}/${label}`;
  const [shown, show] = useState(nothing(key));
  const asked = useRef(new AbortController());
  const now = shown.key === key ? shown : nothing(key);

  const ask = (/** @type {number} */ offset) => {
    asked.current.abort();
    asked.current = new AbortController();
    const { signal } = asked.current;
    const before = now.entries.slice(0, offset);
    getGallery(network, { set, label, offset, limit: PART }, signal).then(
      (found) => {
        const entries = [...before, ...found.entries];
        if (!signal.aborted) show({ key, found, entries, problem: "" });
      },
      (error) => {
        if (signal.aborted) return;
        if (!(error instanceof ProblemError)) throw error;
        show({ ...now, problem: error.message });
      },
    );
  };
  useEffect(() => {
    if (network) ask(0);
    return () => asked.current.abort();
  }, [key]);
  return { ...now, more: () => ask(now.entries.length) };
}

/** @param {{counts: Record<string, number> | undefined, label: string, choose: (label: string) => void}} props */
function Classes({ counts, label, choose }) {
  const names = Array.from({ length: 10 }, (_, digit) => String(digit));
  return html`<div class="gallery-classes" role="group" aria-label="Of which class">
    ${["", ...names].map(
      (name) =>
        html`<button
          type="button"
          key=${name}
          class="chip"
          aria-pressed=${String(name === label)}
          title=${name && counts ? `${counts[name]} of them are a ${name}` : null}
          disabled=${name !== label && name !== "" && counts?.[name] === 0}
          onClick=${() => choose(name)}
        >
          ${name || "All"}
        </button>`,
    )}
  </div>`;
}
