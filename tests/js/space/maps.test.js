import assert from "node:assert/strict";
import { test } from "node:test";

import { PALETTES, extentOf } from "../../../static/js/core/colormap.js";
import { fillWords } from "../../../static/js/render/raster.js";
import { createMaps } from "../../../static/js/render/space/maps.js";
import { createSpacePainter, tilesOf } from "../../../static/js/views/space/paint.js";
import { Scene } from "../../../static/vendor/three.js";
import { chain, layer, window } from "../flow/networks.js";
import { contextOf } from "./space.js";

const random = (count) => Float32Array.from({ length: count }, (_, at) => Math.sin(at * 7.3) * 3);

/** A stage that draws nothing, and remembers what was made. */
function nowhere() {
  const made = [];
  const scene = new Scene();
  const maps = (tiles) => {
    made.push(createMaps(scene, tiles));
    return made.at(-1);
  };
  return { made, scene, stage: { maps, bars: { set() {} } } };
}

for (const scale of ["layer", "map"]) {
  test(`a pane's pixels are those of the flat tiles, one scale for each ${scale}`, () => {
    const layers = [
      layer("in", "input", [], [1, 40, 40]),
      layer("many", "conv", ["in"], [70, 40, 40], window(1)), // more than one texture
      layer("deep", "opaque", ["many"], [2, 3, 4, 5]),
    ];
    const { state, model, plan } = contextOf(layers);
    const { stage, made } = nowhere();
    const painter = createSpacePainter(state, model, stage);
    painter.lay(plan);
    state.scale.value = scale;
    const tensors = new Map(
      layers.map(({ name, shape, outputs }) => [name, { shape, data: random(outputs) }]),
    );
    painter.paint({ tensors, network: "toy", index: 0 }, {});
    const tones = model.tones.value;
    [...plan.panes.values()].forEach(({ sheet, stage: { id } }, at) => {
      const { data } = tensors.get(id);
      const tone = tones.get(id);
      for (let map = 0; map < sheet.count; map++) {
        const start = map * sheet.size;
        const own = scale === "map" && sheet.count > 1;
        const reach = own ? extentOf(data, tone, start, start + sheet.size) : extentOf(data, tone);
        const colours = PALETTES.dark[tone];
        const wanted = new Uint32Array(sheet.width * sheet.height);
        const blank = colours[tone === "signed" ? 128 : 0];
        fillWords(wanted, { values: data, start, order: sheet.order }, reach, colours, blank);
        assert.deepEqual(made[at].words(map), wanted, `${id} ${map}`);
      }
    });
    assert.ok(made[1].parts.length > 1);
  });
}

test("painting again makes no new pixels; leaving takes all out of the scene", () => {
  const { state, model, plan } = contextOf(chain());
  const { stage, made, scene } = nowhere();
  const painter = createSpacePainter(state, model, stage);
  painter.lay(plan);
  const before = made.map(({ parts }) => parts[0].words);
  const tensors = new Map(
    chain().map(({ name, shape, outputs }) => [name, { shape, data: random(outputs) }]),
  );
  for (let turn = 0; turn < 3; turn++) painter.paint({ tensors, network: "toy", index: 0 }, {});
  made.forEach(({ parts }, at) => assert.equal(parts[0].words, before[at]));
  assert.ok(scene.children.length >= 5);
  painter.dispose();
  assert.equal(scene.children.length, 0);
});

test("units are tiles, each in the colour of its cell; maps are whole pictures", () => {
  const { plan } = contextOf(chain());
  assert.equal(tilesOf(plan.panes.get("e")).quads.length, 200);
  assert.equal(tilesOf(plan.panes.get("a")).quads.length, 10);
  assert.equal(tilesOf(plan.panes.get("g")).quads.length, 10);
});
