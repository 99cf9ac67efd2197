/** The map that is worked on, as it is now. */
import { PALETTES } from "../../core/colormap.js";
import { effect } from "../../core/signals.js";
import { html, useLayoutEffect, useRef } from "../../core/ui.js";
import { extentIn, tonesOf } from "../../kinds/index.js";
import { sheetOf } from "../../layout/sheet.js";
import { paintRaster, softContext } from "../../render/raster.js";

/** @import { Anatomy, LayerSpec } from "../../types.js" */
/** @import { State } from "../../state/store.js" */

/** In the flow's colours. @param {{state: State, anatomy: Anatomy, layer: LayerSpec, channel: number}} props */
export function LiveMap({ state, anatomy, layer, channel }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const flat = layer.shape.length === 1;
  const { width, height, size, order } = flat
    ? { width: 1, height: 1, size: 1, order: null }
    : sheetOf(layer.shape);
  useLayoutEffect(() => {
    const tone = tonesOf(anatomy.layers).get(layer.name) ?? "signed";
    return effect(() => {
      const data = state.frame.value?.tensors.get(layer.name)?.data;
      const colours = PALETTES[state.dark.value ? "dark" : "light"][tone];
      if (!canvas.current || data?.length !== layer.outputs) return;
      const raster = { values: data, start: channel * size, order };
      paintRaster(softContext(canvas.current), raster, extentIn(layer, data, tone), colours);
    });
  }, [state, layer, channel]);
  return html`<canvas
    key=${`${width}×${height}`}
    class="live-map"
    ref=${canvas}
    width=${width}
    height=${height}
    aria-hidden="true"
  ></canvas>`;
}
