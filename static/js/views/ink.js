/** What the pad shows, now or at a moment of the past: the strokes as a glowing line, or the picture that is loaded. */
import { effect } from "../core/signals.js";
import { paintPixels, paintStrokes } from "../render/ink.js";

/** @import { State } from "../state/store.js" */
/** @import { Picture } from "../types.js" */

/**
 * Paint the pad whenever its facts change, at most once per animation frame.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {State} state
 */
export function mountInk(canvas, state) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const style = getComputedStyle(canvas);
  let waiting = false;
  /** Read when the theme changes only: reading makes the browser lay out the page. */
  let colours = { ink: "", glow: "" };

  const paint = () => {
    waiting = false;
    const side = canvas.width;
    context.clearRect(0, 0, side, side);
    const { ink, picture } = state.seen.peek();
    if (!picture) paintStrokes(context, ink, colours);
    else if (picture.pixels) paintPixels(context, picture.pixels, colours.ink);
    else paintImage(context, picture, soon);
  };
  const soon = () => {
    if (!waiting) requestAnimationFrame(paint);
    waiting = true;
  };

  new ResizeObserver(() => {
    const side = Math.round(canvas.clientWidth * devicePixelRatio);
    if (side === canvas.width) return;
    canvas.width = canvas.height = side;
    paint();
  }).observe(canvas);

  effect(() => {
    void state.dark.value;
    const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    colours = { ink: read("--ink-core"), glow: read("--ink-glow") };
    soon();
  });
  effect(() => {
    void state.seen.value;
    soon();
  });
}

/** @type {WeakMap<Picture, HTMLImageElement>} */
const images = new WeakMap();

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {() => void} whenLoaded
 */
function paintImage(context, picture, whenLoaded) {
  let image = images.get(picture);
  if (!image) {
    image = new Image();
    image.onload = whenLoaded;
    image.src = picture.url ?? "";
    images.set(picture, image);
  }
  if (!image.complete || image.naturalWidth === 0) return;
  const side = context.canvas.width;
  const ratio = side / Math.max(image.naturalWidth, image.naturalHeight);
  const [width, height] = [image.naturalWidth * ratio, image.naturalHeight * ratio];
  context.imageSmoothingEnabled = ratio < 4;
  context.drawImage(image, (side - width) / 2, (side - height) / 2, width, height);
}
