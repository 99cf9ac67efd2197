/** A drawing, moved by a pixel: how far a map changes before pooling, and after it. */
import { PALETTES, extentOf } from "../../core/colormap.js";
import { open, read } from "../../core/safetensors.js";
import { html, render, useState } from "../../core/ui.js";
import { useAsked } from "../../panels/asked.js";
import { Signed } from "../../panels/nudge/signed.js";
import { part, post } from "../../server/api.js";
import { bodyOf } from "../../server/wire.js";
import { styled } from "../../render/style.js";
import { markChart } from "../chart-mark.js";
import { change, movedRows, strongestOf } from "./pooled-sums.js";

/** @import { Context } from "../lesson.js" */
/** @import { Anatomy, LayerSpec, Tensor } from "../../types.js" */
/** @import { Facts } from "../../panels/asked.js" */

/** @typedef {Map<string, Tensor>} Outputs */
/** @typedef {{still: Outputs, moved: Outputs, blank: Outputs}} Answer */

const FURTHEST = 4;
const ACCEPT = "application/vnd.safetensors";

/** @param {HTMLElement} root @param {Context} context */
export async function pooledFigure(root, { state }) {
  await styled("thumb");
  const chart = root.closest("[data-step]")?.querySelector(".chart-lines");
  render(html`<${Figure} ...${{ state, chart }} />`, root);
}

/** The first layer that pools, and what it pools. @param {Anatomy | null} anatomy */
function pairOf(anatomy) {
  const pool = anatomy?.layers.find(({ kind }) => /pool|subsampling/.test(kind));
  const before = anatomy?.layers.find(({ name }) => name === pool?.inputs[0]);
  return pool && before ? { before, pool } : null;
}

/** @param {{state: Context["state"], chart: SVGSVGElement | null}} props */
function Figure({ state, chart }) {
  const [by, move] = useState(1);
  const anatomy = state.anatomy.value;
  const pair = pairOf(anatomy);
  const { answer, stale, problem } = useAsked(
    state,
    pair &&
      anatomy &&
      (async (id, facts, signal) => {
        if (id !== anatomy.id) throw new DOMException("Another network", "AbortError");
        markChart(chart, by);
        return askBoth(anatomy, [pair.before, pair.pool], facts, by, signal);
      }),
    [by, anatomy?.id ?? ""],
  );
  if (!pair) return null;
  const dark = state.dark.value;
  const where = `${by} ${by === 1 ? "pixel" : "pixels"} right`;
  return html`<div class="pooled-figure" aria-busy=${String(stale)}>
    <label>
      <span>Shift</span>
      <input
        type="range"
        min="1"
        max=${FURTHEST}
        value=${by}
        aria-valuetext=${where}
        onInput=${(/** @type {any} */ event) => move(Number(event.currentTarget.value))}
      />
      <output>${where}</output>
    </label>
    ${answer && [pair.before, pair.pool].map((layer) => row(layer, answer, layer === pair.pool ? "After pooling" : "Before pooling", dark))}
    <p class="pooled-words">${problem || (answer ? "" : "Draw a digit, then move it.")}</p>
  </div>`;
}

/** @param {LayerSpec} layer @param {Answer} answer @param {string} title @param {boolean} dark */
function row(layer, { still, moved, blank }, title, dark) {
  const [one, other, none] = [still, moved, blank].map((outputs) => outputs.get(layer.name)?.data);
  if (!one || !other || !none) return null;
  const [, height, width] = layer.shape;
  const channel = strongestOf(one, none, height * width);
  const cut = (/** @type {ArrayLike<number>} */ all) =>
    Array.from(all).slice(channel * height * width, (channel + 1) * height * width);
  const [a, b] = [cut(one), cut(other)];
  const difference = b.map((value, at) => value - a[at]);
  const { amount, signed } = PALETTES[dark ? "dark" : "light"];
  const most = extentOf([...a, ...b], "amount")[1];
  const pictures = [
    [a, 0, amount, "where it is"],
    [b, 0, amount, "shifted"],
    [difference, -most, signed, "difference"],
  ];
  const share = `${(100 * change(one, other, none)).toFixed(0)} %`;
  return html`<div class="pooled-row" data-layer-kind=${layer.kind}>
    <p><b>${title}</b> the maps change by <b class="live">${share}</b></p>
    <div class="pooled-maps">
      ${pictures.map(
        ([values, least, colours, words]) =>
          html`<figure key=${words}>
            <${Signed} ...${{ values, width, height, least, most, colours }} />
            <figcaption>${words}</figcaption>
          </figure>`,
      )}
    </div>
  </div>`;
}

/**
 * What the layers make of the drawing, of the same moved, and of paper.
 *
 * @param {Anatomy} anatomy
 * @param {LayerSpec[]} layers
 * @param {Facts} facts
 * @param {number} by
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
async function askBoth(anatomy, layers, { drawing, fit }, by, signal) {
  const [input] = anatomy.layers;
  const names = [input, ...layers].map(({ name }) => part(name)).join();
  const trace = async (/** @type {Record<string, any>} */ body) => {
    const path = `/networks/${part(anatomy.id)}/trace?layers=${names}`;
    const response = await post(path, body, { accept: ACCEPT, signal });
    const archive = open(await response.arrayBuffer());
    return new Map(archive.entries.map(([name, entry]) => [name, read(archive, entry)]));
  };
  const still = await trace(bodyOf({ ...drawing, fit }));
  const { mean = 0, std = 1 } = input.detail;
  const ink = Array.from(still.get(input.name)?.data ?? [], (value) =>
    Math.min(1, Math.max(0, value * std + mean)),
  );
  const side = input.shape[2];
  const [moved, blank] = await Promise.all([
    trace({ pixels: movedRows(ink, side, by) }),
    trace({
      pixels: movedRows(
        ink.map(() => 0),
        side,
        0,
      ),
    }),
  ]);
  return { still, moved, blank };
}
