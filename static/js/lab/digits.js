/** Test and training digits as small pictures in a list. */
import { html } from "../core/ui.js";
import { Picture } from "../panels/picture.js";

const SIDE = 28;

/**
 * @typedef {object} Shown
 * @property {number} key
 * @property {ArrayLike<number>} pixels 28 × 28, 0..1
 * @property {string} words below it
 * @property {string} said the same for who cannot see it
 * @property {string} [mark] a class: "wrong", "better", "worse"
 */

/** @param {{digits: Shown[], label: string, dark: boolean}} props */
export const Digits = ({ digits, label, dark }) =>
  html`<ol class="lab-digits" aria-label=${label}>
    ${digits.map(
      ({ key, pixels, words, said, mark = "" }) =>
        html`<li key=${key} class=${mark}>
          <${Picture}
            values=${pixels}
            width=${SIDE}
            height=${SIDE}
            tone="amount"
            ...${{ dark, extent: [0, 1], scale: 1.25 }}
          />
          <span aria-hidden="true">${words}</span><span class="visually-hidden">${said}</span>
        </li>`,
    )}
  </ol>`;

/** Bytes in base64 as numbers 0..1. @param {string} text */
export const pixelsIn = (text) => Float32Array.from(atob(text), (byte) => byte.charCodeAt(0) / 255);
