import assert from "node:assert/strict";
import { test } from "node:test";
import { around, plateOf } from "../../../static/js/layout/plate.js";

/** Two maps of 3×2 cells, 10 pixels for each, with a gap of 4. */
const maps = {
  boxes: [
    { x: 100, y: 50, width: 30, height: 20 },
    { x: 100, y: 74, width: 30, height: 20 },
  ],
  columns: 3,
  rows: 2,
  apart: false,
};

/** Which cell a point shows, and how much of its pixel is covered. */
function under(plate, ratio, x, y) {
  const at = Math.floor(y * ratio) * plate.width + Math.floor(x * ratio);
  return [plate.place[at], plate.mask[at] >>> 24];
}

for (const ratio of [1, 1.5, 2]) {
  test(`every pixel in a map shows the cell that it lies in, at ${ratio} pixels for one`, () => {
    const plate = plateOf(maps, ratio);
    assert.deepEqual([plate.width, plate.height], [30 * ratio, 44 * ratio]);
    for (const [at, box] of maps.boxes.entries()) {
      for (let y = 4; y < 17; y++) {
        for (let x = 4; x < 27; x++) {
          const found = under(plate, ratio, x + 0.01, box.y - 50 + y + 0.01);
          assert.deepEqual(found, [at * 6 + Math.floor(y / 10) * 3 + Math.floor(x / 10), 255]);
        }
      }
    }
  });
}

test("between maps and at their corners nothing is shown", () => {
  const plate = plateOf(maps, 1);
  const nothing = plate.words.length - 1;
  assert.equal(plate.words.length, 13);
  assert.deepEqual(under(plate, 1, 15, 22), [nothing, 0]);
  assert.deepEqual(under(plate, 1, 0, 0), [nothing, 0]);
  const [cell, covered] = under(plate, 1, 1, 0);
  assert.ok(cell === 0 && covered > 0 && covered < 255, "the corner is round and smooth");
});

test("cells that stand apart are squares in the middle of their room", () => {
  const boxes = [{ x: 0, y: 0, width: 8, height: 64 }];
  const plate = plateOf({ boxes, columns: 1, rows: 2, apart: true }, 2);
  assert.deepEqual(under(plate, 2, 4, 16), [0, 255]);
  assert.deepEqual(under(plate, 2, 4, 48), [1, 255]);
  assert.deepEqual(under(plate, 2, 4, 8), [2, 0], "higher than wide: the rest stays empty");
  const covered = plate.mask.reduce((sum, bits) => sum + (bits >>> 24) / 255, 0);
  const side = 16 * (1 - 1.4 / 16);
  const corners = (4 - Math.PI) * (3 * (16 / 16)) ** 2;
  assert.ok(Math.abs(covered - 2 * (side ** 2 - corners)) < 6, `${covered}`);
});

test("the box around boxes", () => {
  assert.deepEqual(around(maps.boxes), { x: 100, y: 50, width: 30, height: 44 });
});
