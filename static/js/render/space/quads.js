/** Plain quads in one mesh, each with a colour of its own: plates, bars, the sides of a pyramid. */
import {
  BufferAttribute,
  BufferGeometry,
  DoubleSide,
  DynamicDrawUsage,
  Mesh,
  MeshBasicMaterial,
} from "../../../vendor/three.js";

/** @import { Scene } from "../../../vendor/three.js" */
/** @import { Quad } from "./maps.js" */

/** @typedef {{corners: Quad, colour: readonly number[], alpha?: number}} Coloured red, green, blue, 0..1 */

/**
 * @param {Scene} scene
 * @param {{order: number, below?: boolean}} how `order` of drawing; `below`: behind what lies in the same plane
 */
export function createQuads(scene, { order, below = false }) {
  const material = new MeshBasicMaterial({
    vertexColors: true,
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
    polygonOffset: below,
    polygonOffsetFactor: 1,
    polygonOffsetUnits: 4,
  });
  let room = 0;
  let geometry = new BufferGeometry();
  const mesh = new Mesh(geometry, material);
  mesh.renderOrder = order;
  mesh.frustumCulled = false;
  scene.add(mesh);

  /** @param {number} count */
  function makeRoom(count) {
    if (count <= room) return;
    room = Math.max(2 * room, count);
    geometry.dispose();
    geometry = new BufferGeometry();
    for (const [name, length] of /** @type {const} */ ([
      ["position", 3],
      ["color", 4],
    ])) {
      const numbers = new BufferAttribute(new Float32Array(4 * length * room), length);
      geometry.setAttribute(name, numbers.setUsage(DynamicDrawUsage));
    }
    geometry.setIndex(
      Array.from({ length: room }, (_, at) => [0, 2, 1, 0, 3, 2].map((c) => 4 * at + c)).flat(),
    );
    mesh.geometry = geometry;
  }

  return {
    /** @param {readonly Coloured[]} quads */
    set(quads) {
      makeRoom(quads.length);
      geometry.setDrawRange(0, 6 * quads.length);
      if (!quads.length) return;
      const [position, colour] = [
        geometry.getAttribute("position"),
        geometry.getAttribute("color"),
      ];
      quads.forEach(({ corners, colour: [r, g, b], alpha = 1 }, at) => {
        corners.forEach((corner, c) => {
          position.setXYZ(4 * at + c, ...corner);
          colour.setXYZW(4 * at + c, r, g, b, alpha);
        });
      });
      position.needsUpdate = colour.needsUpdate = true;
    },

    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
