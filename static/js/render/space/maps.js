/** The maps of one pane: a texture with one pixel for each number, and a tile for each map or unit. */
import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  DoubleSide,
  Mesh,
  MeshBasicMaterial,
} from "../../../vendor/three.js";

/** @import { Scene } from "../../../vendor/three.js" */

/** @typedef {readonly [x: number, y: number, z: number][]} Quad upper left, then around */

/**
 * @typedef {object} Tiles
 * @property {readonly Quad[]} quads one for each map; for `apart`, for each cell of each map
 * @property {boolean} apart
 * @property {number} count maps
 * @property {number} width pixels of a map
 * @property {number} height
 */

/** Every browser with WebGL 2 has textures as high. */
const HIGHEST = 2048;
/** How much is seen of a pane that stands before the one that is looked at. */
const GLASS = 0.05;

/** @typedef {ReturnType<typeof createMaps>} Maps */

/** @param {Scene} scene @param {Tiles} tiles */
export function createMaps(scene, tiles) {
  const { count, width, height } = tiles;
  const each = Math.max(1, Math.floor(HIGHEST / height));
  const parts = Array.from({ length: Math.ceil(count / each) }, (_, at) =>
    partOf(tiles, at * each, Math.min(each, count - at * each)),
  );
  for (const { mesh } of parts) scene.add(mesh);

  return {
    /** All pixels, map by map: `first` is the first map of a part. @type {readonly {words: Uint32Array, first: number}[]} */
    parts,

    /** The pixels of a map, a word for each. @param {number} map */
    words(map) {
      const { words } = parts[Math.floor(map / each)];
      const start = (map % each) * width * height;
      return words.subarray(start, start + width * height);
    },

    /** The words have changed. */
    changed() {
      for (const { texture } of parts) texture.needsUpdate = true;
    },

    /** @param {boolean} glass */
    show(glass) {
      for (const { mesh } of parts) {
        mesh.material.transparent = glass;
        mesh.material.opacity = glass ? GLASS : 1;
        mesh.material.depthWrite = !glass;
      }
    },

    dispose() {
      for (const { mesh, texture } of parts) {
        scene.remove(mesh);
        mesh.geometry.dispose();
        mesh.material.dispose();
        texture.dispose();
      }
    },
  };
}

/** Maps below each other in one texture. @param {Tiles} tiles @param {number} first @param {number} count */
function partOf({ quads, apart, width, height }, first, count) {
  const data = new Uint8Array(4 * width * height * count);
  const texture = new DataTexture(data, width, height * count); // nearest; no mipmaps
  const geometry = new BufferGeometry();
  const cells = apart ? width * height : 1;
  const own = quads.slice(first * cells, (first + count) * cells);
  const uv = apart ? cellCorners(width, height * count, own.length) : mapCorners(count);
  geometry.setAttribute("position", new BufferAttribute(new Float32Array(own.flat(2)), 3));
  geometry.setAttribute("uv", new BufferAttribute(uv, 2));
  geometry.setIndex(own.flatMap((_, at) => [0, 2, 1, 0, 3, 2].map((corner) => 4 * at + corner)));
  const mesh = new Mesh(geometry, new MeshBasicMaterial({ map: texture, side: DoubleSide }));
  return { mesh, texture, first, words: new Uint32Array(data.buffer) };
}

/** @param {number} count maps below each other */
const mapCorners = (count) =>
  new Float32Array(
    Array.from({ length: count }, (_, at) => {
      const [top, bottom] = [at / count, (at + 1) / count];
      return [0, top, 1, top, 1, bottom, 0, bottom];
    }).flat(),
  );

/** All corners of a tile take the colour of its cell. @param {number} width @param {number} height @param {number} count */
function cellCorners(width, height, count) {
  const uv = new Float32Array(8 * count);
  for (let at = 0; at < 8 * count; at += 2) {
    const cell = at >> 3;
    uv[at] = ((cell % width) + 0.5) / width;
    uv[at + 1] = (Math.floor(cell / width) + 0.5) / height;
  }
  return uv;
}
