/** Known kernels, each as strong as the one that it replaces. */
import { html, useState } from "../../core/ui.js";
import { PRESETS, asStrong, norm } from "../../core/presets.js";
import { seeded } from "../../core/random.js";

/** @import { Preset } from "../../core/presets.js" */

/**
 * @param {object} props
 * @param {ArrayLike<number>} props.values
 * @param {ArrayLike<number>} props.original
 * @param {number} props.width
 * @param {number} props.height
 * @param {number[]} props.slices to be painted
 * @param {(values: number[]) => void} props.put
 */
export function Presets({ values, original, width, height, slices, put }) {
  const [angle, turn] = useState(45);
  const area = width * height;
  const useful = PRESETS.filter(
    ({ pattern }) => norm(pattern(height, width, { angle, random: () => 0.3 })) > 1e-9,
  );
  const paint = (/** @type {Preset} */ preset, degrees = angle) => {
    const next = Array.from(values);
    for (const slice of slices) {
      const [before, now] = [original, next].map((all) =>
        Array.from(all).slice(slice * area, (slice + 1) * area),
      );
      const pattern = preset.pattern(height, width, { angle: degrees, random: seeded(now) });
      next.splice(slice * area, area, ...asStrong(pattern, before));
    }
    put(next);
  };
  const gabor = useful.find(({ id }) => id === "gabor");
  return html`<div class="presets" role="group" aria-label="Known kernels">
      ${useful.map(
        (preset) =>
          html`<button type="button" class="button" key=${preset.id} onClick=${() => paint(preset)}>
            ${preset.title}
          </button>`,
      )}
    </div>
    ${
      gabor &&
      html`<label class="angle"
        >Gabor angle
        <input
          type="range"
          min="0"
          max="175"
          step="5"
          value=${angle}
          aria-valuetext=${`${angle} degrees`}
          onInput=${(/** @type {any} */ event) => {
            turn(Number(event.target.value));
            paint(gabor, Number(event.target.value));
          }}
        />
        <output>${angle}°</output></label
      >`
    }`;
}
