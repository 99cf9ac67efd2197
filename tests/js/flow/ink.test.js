import assert from "node:assert/strict";
import { test } from "node:test";
import { paintStrokes } from "../../../static/js/render/ink.js";

/** @import { Stroke } from "../../../static/js/types.js" */

/**
 * What is drawn of one stroke on a canvas of 100 pixels, with a pen of 10.
 *
 * @param {Stroke} stroke
 * @returns {number[][]} the arguments of each piece of the path
 */
function drawn(stroke) {
  /** @type {number[][]} */
  const pieces = [];
  const note = (/** @type {number[]} */ ...numbers) => void pieces.push(numbers);
  Object.assign(globalThis, {
    Path2D: class {
      moveTo = note;
      lineTo = note;
      quadraticCurveTo = note;
    },
  });
  const context = /** @type {any} */ ({ canvas: { width: 100 }, stroke() {} });
  paintStrokes(context, { strokes: [stroke], width: 0.1 }, { ink: "white", glow: "white" });
  return pieces;
}

test("a sharp corner is rounded by half the pen, and no more", () => {
  const turn = [
    [0.1, 0.1],
    [0.9, 0.1],
    [0.9, 0.7],
  ];
  assert.deepEqual(drawn(/** @type {Stroke} */ (turn)), [
    [10, 10],
    [85, 10],
    [90, 10, 90, 15],
    [90, 70],
  ]);
});

test("dense points become one smooth curve through the middles of the segments", () => {
  const steps = [0.5, 0.52, 0.54, 0.56].map((x) => /** @type {[number, number]} */ ([x, 0.5]));
  const [, ...curves] = drawn(steps).filter((piece) => piece.length === 4);
  assert.deepEqual(
    curves.map((numbers) => numbers.map(Math.round)),
    [[54, 50, 55, 50]],
  );
});

test("a dot is drawn, and so is a point that is said twice", () => {
  assert.deepEqual(drawn([[0.5, 0.5]]), [
    [50, 50],
    [50.01, 50],
  ]);
  const twice = drawn(/** @type {Stroke} */ ([0, 1, 2].map(() => [0.5, 0.5])));
  assert.ok(twice.flat().every(Number.isFinite));
});
