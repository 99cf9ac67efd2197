/** Nothing is picked: what one can do here, and the network in figures. */
import { html } from "../core/ui.js";
import { grouped, shapeText } from "../kinds/text.js";
import { strongestCell } from "../views/flow-activity.js";

/** @import { Anatomy, LayerSpec } from "../types.js" */
/** @import { State } from "../state/store.js" */

/** Rows of one table: as many as the panel is high. */
const ROWS = 8;

/** @param {{anatomy: Anatomy, state: State}} props */
export function Summary({ anatomy, state }) {
  const { layers } = anatomy;
  const tables = Array.from({ length: Math.ceil(layers.length / ROWS) }, (_, at) =>
    layers.slice(at * ROWS, (at + 1) * ROWS),
  );
  const open = (/** @type {LayerSpec} */ layer) => {
    state.pin.value = strongestCell(layer, state.frame.peek()?.tensors.get(layer.name));
  };
  return html`<div class="summary">
    <div class="summary-words">
      <h2>How does a number come to be?</h2>
      <p>
        Point at any cell of any layer to see the very arithmetic behind it, and what it sees of
        your drawing.
      </p>
      <p>
        Click to hold it. Arrow keys walk, with <kbd>Shift</kbd> from map to map; <kbd>,</kbd> and
        <kbd>.</kbd> change the layer; <kbd>Esc</kbd> lets go.
      </p>
      <p class="totals">
        <b>${grouped(anatomy.parameters)}</b> parameters,
        <b>${grouped(anatomy.connections)}</b> connections
      </p>
    </div>
    ${tables.map((rows) => html`<${Table} rows=${rows} open=${open} />`)}
  </div>`;
}

/** @param {{rows: LayerSpec[], open: (layer: LayerSpec) => void}} props */
function Table({ rows, open }) {
  const count = (/** @type {number} */ value) => (value ? grouped(value) : "–");
  return html`<table class="layers">
    <thead>
      <tr>
        <th scope="col">Layer</th>
        <th scope="col">Shape</th>
        <th scope="col">Parameters</th>
        <th scope="col">Connections</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (layer) =>
          html`<tr>
            <th scope="row">
              <button type="button" title="Open its strongest number" onClick=${() => open(layer)}>
                ${layer.title}
              </button>
            </th>
            <td>${shapeText(layer)}</td>
            <td>${count(layer.parameters)}</td>
            <td>${count(layer.connections)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
