/** Nothing is picked: what one can do here, and the network in figures. */
import { html } from "../core/ui.js";
import { joining, shortTitle } from "../kinds/index.js";
import { grouped, shapeText } from "../kinds/text.js";
import { stagesOf } from "../layout/stages.js";
import { strongestCell } from "../views/flow-activity.js";
import { focusLayer } from "../views/flow-focus.js";
import { Wanted } from "./cell-head.js";
import { Play } from "./play.js";

/** @import { Anatomy, LayerSpec } from "../types.js" */
/** @import { State } from "../state/store.js" */
/** @import { Actions } from "../state/actions.js" */

/** Rows of one table: as many as the panel is high. */
const ROWS = 9;
/** A deeper network is told column by column. */
const MOST_LAYERS = 18;

/** @param {{anatomy: Anatomy, state: State, actions: Actions}} props */
export function Summary({ anatomy, state, actions }) {
  const rows = rowsOf(anatomy.layers);
  const count = Math.ceil(rows.length / ROWS);
  const height = Math.ceil(rows.length / count);
  const tables = Array.from({ length: count }, (_, at) =>
    rows.slice(at * height, (at + 1) * height),
  );
  const open = (/** @type {LayerSpec} */ layer) => {
    actions.holdCell(strongestCell(layer, state.frame.peek()?.tensors.get(layer.name)));
    focusLayer(layer.name); // this table goes away, and the arrow keys are to walk
  };
  return html`<div class="summary">
    <div class="summary-words">
      <h2>How does a number come to be?</h2>
      <p>
        Point at any cell of any layer to see the very arithmetic behind it, and what it sees of
        your drawing.
      </p>
      <${PlayFirst} anatomy=${anatomy} state=${state} actions=${actions} />
      <p class="for-keys">
        Click to hold it. Arrow keys walk, with <kbd>Shift</kbd> from map to
        map;${" "}<kbd>,</kbd>${" and "}<kbd>.</kbd>${" change"} the layer; <kbd>Esc</kbd> lets go.
      </p>
      <p class="totals">
        <b>${grouped(anatomy.parameters)}</b
        >${" parameters, "}<b>${grouped(anatomy.connections)}</b>${" connections; "}
        <a href=${`/networks/${encodeURIComponent(anatomy.id)}`}>model card</a>
      </p>
    </div>
    <div class="summary-tables">
      ${tables.map((part) => html`<${Table} rows=${part} open=${open} />`)}
    </div>
  </div>`;
}

/** A way in: the liveliest map of the first layer with a kernel. @param {{anatomy: Anatomy, state: State, actions: Actions}} props */
function PlayFirst({ anatomy, state, actions }) {
  const layer = anatomy.layers.find(({ filters }) => filters) ?? anatomy.layers[1];
  if (!layer) return null;
  const pick = () => strongestCell(layer, state.frame.peek()?.tensors.get(layer.name));
  const text = `Play the first ${layer.title.toLowerCase()}`;
  const network = state.networkId.value;
  return html`<${Play} state=${state} actions=${actions} pick=${pick} text=${text} />
    <p><${Wanted} network=${network} layer=${layer} channel=${0} /></p>`;
}

/**
 * @typedef {object} Row
 * @property {string} title
 * @property {LayerSpec} layer that it opens
 * @property {LayerSpec} last whose shape it has
 * @property {number} parameters
 * @property {number} connections
 */

/** Layer by layer, or column by column. @param {LayerSpec[]} layers @returns {Row[]} */
function rowsOf(layers) {
  const groups =
    layers.length <= MOST_LAYERS
      ? layers.map((layer) => [layer])
      : stagesOf(layers, joining).map((stage) => stage.layers);
  return groups.map((group) => ({
    title:
      group.length > 1
        ? group.map((layer, at) => (at ? shortTitle(layer) : layer.title)).join(" + ")
        : group[0].title,
    layer: group[0],
    last: group.findLast((layer) => !joining.silent(layer)) ?? group[0],
    parameters: group.reduce((sum, layer) => sum + layer.parameters, 0),
    connections: group.reduce((sum, layer) => sum + layer.connections, 0),
  }));
}

/** @param {{rows: Row[], open: (layer: LayerSpec) => void}} props */
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
        ({ title, layer, last, parameters, connections }) =>
          html`<tr>
            <th scope="row">
              <button type="button" title="Open its strongest number" onClick=${() => open(layer)}>
                ${title}
              </button>
            </th>
            <td>${shapeText(last)}</td>
            <td>${count(parameters)}</td>
            <td>${count(connections)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
