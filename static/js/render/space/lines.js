/**
 * Many lines in one draw call, each as wide as it says in the screen's pixels, wherever it lies in
 * space. What other things hide of them shows faintly through.
 */
import {
  BufferAttribute,
  DynamicDrawUsage,
  InstancedBufferGeometry,
  InstancedInterleavedBuffer,
  InterleavedBufferAttribute,
  Mesh,
  ShaderMaterial,
  Vector2,
} from "../../../vendor/three.js";

/** @import { Scene } from "../../../vendor/three.js" */

/** @typedef {[x: number, y: number, z: number]} Vec */

/** @typedef {{from: Vec, to: Vec, colour: readonly number[], alpha: number, width: number}} Line `colour`: red, green, blue, 0..1; `width` in CSS pixels */

/** Numbers of each line: two ends, a colour with alpha, a width. */
const EACH = 11;
/** How much of a hidden line shows. */
const THROUGH = 0.22;

const VERTEX = `
attribute vec3 from;
attribute vec3 to;
attribute vec4 colour;
attribute float width;
uniform vec2 size;
varying vec4 painted;

void main() {
  vec4 a = modelViewMatrix * vec4(from, 1.0);
  vec4 b = modelViewMatrix * vec4(to, 1.0);
  float least = -0.05; // what lies behind the eye is cut off
  if (a.z > least && b.z < least) a = mix(a, b, (a.z - least) / (a.z - b.z));
  if (b.z > least && a.z < least) b = mix(b, a, (b.z - least) / (b.z - a.z));
  vec4 p = projectionMatrix * a;
  vec4 q = projectionMatrix * b;
  vec2 way = (q.xy / q.w - p.xy / p.w) * size;
  float far = length(way);
  vec2 along = far > 1e-4 ? way / far : vec2(1.0, 0.0);
  vec2 across = vec2(-along.y, along.x);
  vec4 here = position.x < 0.5 ? p : q;
  float cap = position.x < 0.5 ? -0.5 : 0.5;
  here.xy += (across * position.y + along * cap) * (width / size) * here.w;
  here.z -= 2e-4 * here.w; // before what it lies on
  painted = colour;
  gl_Position = here;
}`;

const FRAGMENT = `
varying vec4 painted;
uniform float through;

void main() {
  gl_FragColor = vec4(painted.rgb, painted.a * through);
}`;

/** @param {Scene} scene */
export function createLines(scene) {
  const size = new Vector2(1, 1);
  let numbers = new Float32Array(256 * EACH);
  let geometry = geometryFor(numbers);
  const over = new Mesh(geometry, material(size, true));
  const behind = new Mesh(geometry, material(size, false));
  behind.renderOrder = 8;
  over.renderOrder = 9;
  for (const mesh of [behind, over]) mesh.frustumCulled = false;
  scene.add(behind, over);

  /** @param {number} count */
  function makeRoom(count) {
    if (count * EACH <= numbers.length) return;
    geometry.dispose();
    numbers = new Float32Array(Math.max(2 * numbers.length, count * EACH));
    geometry = geometryFor(numbers);
    over.geometry = behind.geometry = geometry;
  }

  return {
    /** @param {readonly Line[]} lines the later ones above */
    set(lines) {
      makeRoom(lines.length);
      lines.forEach(({ from, to, colour, alpha, width }, at) => {
        const start = at * EACH;
        numbers.set(from, start);
        numbers.set(to, start + 3);
        numbers.set(colour, start + 6);
        numbers[start + 9] = alpha;
        numbers[start + 10] = width;
      });
      geometry.instanceCount = lines.length;
      const { data } = /** @type {InterleavedBufferAttribute} */ (geometry.getAttribute("from"));
      data.needsUpdate = true;
    },

    /** The picture's size. @param {number} width CSS pixels @param {number} height */
    resize: (width, height) => void size.set(width, height),

    dispose() {
      geometry.dispose();
      over.material.dispose();
      behind.material.dispose();
    },
  };
}

/** A quad for each line; its ends and looks come from `numbers`. @param {Float32Array} numbers */
function geometryFor(numbers) {
  const geometry = new InstancedBufferGeometry();
  const corners = new Float32Array([0, -1, 0, 1, -1, 0, 1, 1, 0, 0, 1, 0]);
  geometry.setAttribute("position", new BufferAttribute(corners, 3));
  geometry.setIndex([0, 1, 2, 0, 2, 3]);
  const buffer = new InstancedInterleavedBuffer(numbers, EACH);
  buffer.setUsage(DynamicDrawUsage);
  const part = (/** @type {number} */ length, /** @type {number} */ offset) =>
    new InterleavedBufferAttribute(buffer, length, offset);
  geometry.setAttribute("from", part(3, 0));
  geometry.setAttribute("to", part(3, 3));
  geometry.setAttribute("colour", part(4, 6));
  geometry.setAttribute("width", part(1, 10));
  geometry.instanceCount = 0;
  return geometry;
}

/** @param {Vector2} size @param {boolean} depthTest */
const material = (size, depthTest) =>
  new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: { size: { value: size }, through: { value: depthTest ? 1 : THROUGH } },
    transparent: true,
    depthTest,
    depthWrite: false,
    side: 2,
  });
