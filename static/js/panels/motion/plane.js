/** One map of numbers, one pixel for each, with marks on it; what is hidden lets the hatching through. */
import { html, useLayoutEffect, useRef } from "../../core/ui.js";
import { paintRaster, softContext } from "../../render/raster.js";

/** @import { Rect } from "../../layout/windows.js" */
/** @import { Raster } from "../../render/raster.js" */

/** @typedef {Rect & {role: "window" | "tap" | "now" | "here"}} Mark */

/**
 * @typedef {object} Painted
 * @property {Raster} raster `order` -1: not known yet
 * @property {readonly [number, number]} extent
 * @property {Uint32Array} colours
 */

/**
 * @param {{painted: Painted | null, width: number, height: number, scale: number, marks: Mark[],
 *   across?: [number, number], down?: [number, number], name?: string,
 *   choose?: (x: number, y: number) => void}} props
 */
export function Plane(props) {
  const { painted, width, height, scale, marks, across = [0, 0], down = [0, 0] } = props;
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const tall = height === 1 ? Math.max(scale, 18) : scale;
  useLayoutEffect(() => {
    if (!canvas.current || !painted) return;
    paintRaster(softContext(canvas.current), painted.raster, painted.extent, painted.colours);
  });
  const click = (/** @type {MouseEvent} */ event) =>
    props.choose?.(Math.floor(event.offsetX / scale), Math.floor(event.offsetY / tall));
  return html`<div
    class="plane"
    title=${props.name}
    style=${{
      width: `${(width + across[0] + across[1]) * scale}px`,
      height: `${(height + down[0] + down[1]) * tall}px`,
    }}
  >
    ${
      painted &&
      html`<canvas
        ref=${canvas}
        width=${width}
        height=${height}
        class=${props.choose ? "choosable" : ""}
        style=${{
          left: `${across[0] * scale}px`,
          top: `${down[0] * tall}px`,
          width: `${width * scale}px`,
          height: `${height * tall}px`,
        }}
        onClick=${click}
      ></canvas>`
    }
    ${marks.map(
      ({ x, y, role, ...size }, at) =>
        html`<i
          key=${`${role}${at}`}
          class=${`mark ${role}`}
          style=${{
            left: `${(x + across[0]) * scale}px`,
            top: `${(y + down[0]) * tall}px`,
            width: `${size.width * scale}px`,
            height: `${size.height * tall}px`,
          }}
        ></i>`,
    )}
  </div>`;
}
