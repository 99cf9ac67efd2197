/** The map that is worked on, as it is now. */
import { PALETTES, extentOf } from "../../core/colormap.js";
import { effect } from "../../core/signals.js";
import { html, useLayoutEffect, useRef } from "../../core/ui.js";
import { sheetOf } from "../../layout/sheet.js";
import { paintRaster, softContext } from "../../render/raster.js";

/** @import { LayerSpec } from "../../types.js" */
/** @import { State } from "../../state/store.js" */

/** @param {{state: State, layer: LayerSpec, channel: number}} props */
export function LiveMap({ state, layer, channel }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const flat = layer.shape.length === 1;
  const { width, height, size, order } = flat
    ? { width: 1, height: 1, size: 1, order: null }
    : sheetOf(layer.shape);
  useLayoutEffect(
    () =>
      effect(() => {
        const data = state.frame.value?.tensors.get(layer.name)?.data;
        const colours = PALETTES[state.dark.value ? "dark" : "light"].signed;
        if (!canvas.current || data?.length !== layer.outputs) return;
        const raster = { values: data, start: channel * size, order };
        paintRaster(softContext(canvas.current), raster, extentOf(data, "signed"), colours);
      }),
    [state, layer, channel],
  );
  return html`<canvas
    key=${`${width}×${height}`}
    class="live-map"
    ref=${canvas}
    width=${width}
    height=${height}
    aria-hidden="true"
  ></canvas>`;
}
