/** The picture itself: WebGL, one camera, and what is drawn in it. Drawn when asked, never by itself. */
import {
  Color,
  ColorManagement,
  LinearSRGBColorSpace,
  PerspectiveCamera,
  Scene,
  WebGLRenderer,
} from "../../../vendor/three.js";
import { createLines } from "./lines.js";
import { createMaps } from "./maps.js";
import { createQuads } from "./quads.js";

/** @import { Maps, Tiles } from "./maps.js" */

/** @typedef {[x: number, y: number, z: number]} Vec */

/** @typedef {{eye: Vec, target: Vec, field: number, distance: number}} View `field`: radians from top to bottom */

/** @typedef {NonNullable<ReturnType<typeof createStage>>} SpaceStage */

// Colours are those of the tables and of the page, as they are written: nothing is converted.
ColorManagement.enabled = false;

/** Sharper is not seen, and costs a machine without a graphics card dearly. */
const SHARPEST = 2;

/** @param {HTMLCanvasElement} canvas @returns {WebGL2RenderingContext | null} */
const contextOf = (canvas) =>
  canvas.getContext("webgl2", { antialias: true, alpha: false, powerPreference: "low-power" });

/**
 * @param {HTMLCanvasElement} canvas
 * @returns null where the browser has no WebGL 2
 */
export function createStage(canvas) {
  const context = contextOf(canvas);
  if (!context) return null;
  const renderer = new WebGLRenderer({ canvas, context });
  renderer.outputColorSpace = LinearSRGBColorSpace;
  renderer.autoClear = true;
  const scene = new Scene();
  const camera = new PerspectiveCamera();
  const lines = createLines(scene);
  const plates = createQuads(scene, { order: 1, below: true });
  const bars = createQuads(scene, { order: 2 });
  const sides = createQuads(scene, { order: 7 });

  return {
    lines,
    plates,
    bars,
    sides,

    /** @param {Tiles} tiles @returns {Maps} */
    maps: (tiles) => createMaps(scene, tiles),

    /** @param {string} colour as CSS writes it */
    paper: (colour) => renderer.setClearColor(new Color(colour)),

    /** @param {number} width CSS pixels @param {number} height @param {number} ratio the screen's pixels for each */
    resize(width, height, ratio) {
      renderer.setPixelRatio(Math.min(SHARPEST, ratio));
      renderer.setSize(width, height, false);
      camera.aspect = width / height;
      lines.resize(width, height);
    },

    /** @param {View} view */
    draw({ eye, target, field, distance }) {
      camera.fov = (field * 180) / Math.PI;
      camera.near = Math.max(0.05, distance / 200);
      camera.far = distance + 4000;
      camera.position.set(...eye);
      camera.lookAt(...target);
      camera.updateProjectionMatrix();
      renderer.render(scene, camera);
    },

    dispose() {
      for (const part of [lines, plates, bars, sides]) part.dispose();
      renderer.dispose();
      context.getExtension("WEBGL_lose_context")?.loseContext(); // a browser has few of them
    },
  };
}

/** Red, green and blue of a CSS colour, 0..1. @param {string} colour @returns {[number, number, number]} */
export function partsOf(colour) {
  const { r, g, b } = new Color(colour);
  return [r, g, b];
}
