/** Which methods are shown, what each does, and whose maps are looked at. */
import { html } from "../../core/ui.js";

/** @import { Method } from "../../server/explain.js" */
/** @import { Anatomy } from "../../types.js" */
/** @import { Wish } from "./panel.js" */

/** @param {{known: Method[], wish: Wish, change: (some: Partial<Wish>) => void, anatomy: Anatomy}} props */
export function Methods({ known, wish, change, anatomy }) {
  const toggle = (/** @type {string} */ id, /** @type {boolean} */ on) => {
    const chosen = new Set(wish.methods);
    if (on) chosen.add(id);
    else chosen.delete(id);
    change({ methods: known.flatMap((method) => (chosen.has(method.id) ? [method.id] : [])) });
  };
  const maps = anatomy.layers.filter(({ shape, inputs }) => inputs.length && shape.length > 1);
  return html`<details class="explain-methods">
    <summary>Methods</summary>
    <ul>
      ${known.map(
        ({ id, title, words, source, refusal }) =>
          html`<li key=${id} class=${refusal ? "off" : ""}>
            <label>
              <input
                type="checkbox"
                checked=${wish.methods.includes(id) && !refusal}
                disabled=${Boolean(refusal)}
                onChange=${(/** @type {any} */ event) => toggle(id, event.target.checked)}
              />
              <b>${title}</b>
            </label>
            <p>${refusal ?? words} <span>${source}</span></p>
          </li>`,
      )}
    </ul>
    ${
      maps.length > 0 &&
      html`<label class="explain-layer">
        <span>Grad-CAM and ablation look at</span>
        <select
          id="explain-layer"
          value=${wish.layer}
          disabled=${wish.target === "@"}
          onChange=${(/** @type {any} */ event) => change({ layer: event.target.value })}
        >
          <option value="">the last maps</option>
          ${maps.map(({ name }) => html`<option key=${name} value=${name}>${name}</option>`)}
        </select>
      </label>`
    }
  </details>`;
}
