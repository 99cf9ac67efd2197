/** One of a few choices, side by side. */
import { html } from "../core/ui.js";

/**
 * @param {object} props
 * @param {string} props.label
 * @param {string} props.value the one that is chosen
 * @param {readonly (readonly [value: string, text: string, title?: string, keys?: string])[]} props.choices
 * @param {(value: any) => void} props.choose
 * @param {(value: any) => boolean} [props.able] whether it can be chosen now
 * @param {string} [props.name] more classes
 */
export const Segments = ({ label, value, choices, choose, able = () => true, name = "small" }) =>
  html`<div class=${`segments ${name}`} role="group" aria-label=${label}>
    ${choices.map(
      ([each, text, title, keys]) =>
        html`<button
          type="button"
          key=${each}
          aria-pressed=${String(each === value)}
          aria-keyshortcuts=${keys}
          disabled=${!able(each)}
          title=${title}
          onClick=${() => choose(each)}
        >
          ${text}
        </button>`,
    )}
  </div>`;
