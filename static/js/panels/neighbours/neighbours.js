/** Neighbours: the drawing on a layer's map of test digits, and the twelve that are nearest. */
import { votes } from "../../core/scatter.js";
import { html, useEffect, useState } from "../../core/ui.js";
import { short } from "../../kinds/text.js";
import { styled } from "../../render/style.js";
import { Thumb } from "../gallery/thumb.js";
import { Depth } from "./depth.js";
import { Scatter } from "./scatter.js";
import { useMaps } from "./use-map.js";

await styled("neighbours");

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Near } from "../../types.js" */
/** @import { NearMap, Sheet } from "../../server/near.js" */

/** @param {{state: State, actions: Actions}} context */
export function Neighbours({ state, actions }) {
  const [layer, choose] = useState("");
  const [pointed, point] = useState(-1);
  const network = state.anatomy.value?.id ?? "";
  const known = state.anatomy.value?.layers.some(({ name }) => name === layer);
  const { map, sheet, problem } = useMaps(state, network, known ? layer : "");
  useEffect(() => {
    actions.lookAround(map?.layer ?? "");
    return () => actions.lookAround("");
  }, [map?.layer, network]);
  if (!map || !sheet)
    return html`<p class="near-words" role="status">
      ${problem || "The network reads its test digits…"}
    </p>`;
  const { frame, dark, bare } = state;
  const answer = bare.value ? null : (frame.value?.near ?? null);
  const near = answer?.layer === map.layer ? answer : null;
  const load = (/** @type {number} */ digit) => {
    if (digit >= 0) actions.setPicture(pictureOf(map, sheet, digit));
  };
  return html`<div class="near">
    <${Depth} map=${map} chosen=${known ? layer : map.layer} choose=${choose} />
    <${Scatter} ...${{ map, near, dark: dark.value, point, choose: load }} />
    <p class="near-words" role="status">
      ${problem || aboutDrawing(near, state.checkpoint.value !== null)}
    </p>
    <${Nearest} ...${{ map, near, sheet, dark: dark.value, load }} />
    <p class="near-fine">
      ${
        pointed >= 0
          ? html`<span class="near-peek"
                ><${Thumb}
                  values=${sheet.tile(pointed)}
                  width=${sheet.side}
                  height=${sheet.side}
                  most=${255}
                  dark=${dark.value}
              /></span>
              A
              ${map.classes[map.labels[pointed]]}${map.wrong.includes(pointed) ? ", which the network misreads" : ""}.
              Click to load it.`
          : `${map.labels.length.toLocaleString("en-US")} digits of the ${map.source}, near each other where this layer takes them to be alike. Circled: misread.`
      }
    </p>
  </div>`;
}

/** @param {Near | null} near @param {boolean} early the page shows an unfinished network */
function aboutDrawing(near, early) {
  if (early) return "Its place is known for the finished network only: go back to that.";
  if (!near) return "Draw: a dot shows where your digit belongs.";
  const counted = votes(near.nearest).map(([label, count]) => `${count} × ${label}`);
  const nearer = Math.round(100 * near.outside);
  const far =
    near.outside >= 0.995
      ? "There is nothing like it here."
      : `${nearer} % of the test digits have one nearer than ${short(near.nearest[0].distance)}.`;
  return `Its twelve nearest: ${counted.join(", ")}. ${far}`;
}

/**
 * @param {{map: NearMap, near: Near | null, sheet: Sheet, dark: boolean, load: (digit: number) => void}} props
 */
function Nearest({ near, sheet, dark, load }) {
  if (!near) return null;
  return html`<ol class="near-list" aria-label="The twelve nearest digits">
    ${near.nearest.map(({ digit, label, predicted, wrong, distance }, at) => {
      const name = `a ${label}, ${short(distance)} away${wrong ? `, misread as ${predicted}` : ""}`;
      return html`<li key=${at}>
        <button
          type="button"
          class=${wrong ? "wrong" : ""}
          aria-label=${name}
          title=${`${name}; click to load it`}
          onClick=${() => load(digit)}
        >
          <${Thumb}
            values=${sheet.tile(digit)}
            width=${sheet.side}
            height=${sheet.side}
            most=${255}
            dark=${dark}
          />
          <span class="near-label">${label}${wrong && html`<b> → ${predicted}</b>`}</span>
          <small>${short(distance)}</small>
        </button>
      </li>`;
    })}
  </ol>`;
}

/** @param {NearMap} map @param {Sheet} sheet @param {number} digit */
function pictureOf({ classes, labels, source }, { side, tile }, digit) {
  const values = tile(digit);
  const pixels = Array.from({ length: side }, (_, row) =>
    Array.from(values.subarray(row * side, (row + 1) * side), (value) => value / 255),
  );
  return { pixels, label: classes[labels[digit]], source };
}
