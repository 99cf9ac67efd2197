import assert from "node:assert/strict";
import { test } from "node:test";

import {
  FIELD,
  between,
  eyeOf,
  fitted,
  moved,
  project,
  rayAt,
  turned,
} from "../../../static/js/layout/space/camera.js";
import { PerspectiveCamera, Vector3 } from "../../../static/vendor/three.js";

const near = (a, b, by = 1e-6) => assert.ok(Math.abs(a - b) < by, `${a} is not ${b}`);
const CAMERA = { target: [30, 2, -4], azimuth: 0.9, elevation: 0.3, distance: 120 };
const POINTS = [
  [0, 0, 0],
  [80, 20, -15],
  [80, -20, 15],
  [40, 3, 9],
];

test("without turning it looks along the layers, a map's left at the left", () => {
  const ahead = { target: [0, 0, 0], azimuth: 0, elevation: 0, distance: 10 };
  assert.deepEqual(eyeOf(ahead).map(Math.round), [-10, 0, 0]);
  assert.ok(project(ahead, 1, [0, 0, -1]).x < 0, "columns go on along z");
  assert.ok(project(ahead, 1, [0, 1, 0]).y > 0, "up is up");
});

test("a ray through a point's place in the picture meets the point", () => {
  for (const point of POINTS) {
    const { x, y, depth } = project(CAMERA, 1.7, point);
    const { origin, direction } = rayAt(CAMERA, 1.7, x, y);
    point.forEach((value, axis) => near(origin[axis] + depth * direction[axis], value, 1e-3));
  }
});

test("places are those that the renderer gives", () => {
  const camera = new PerspectiveCamera((FIELD * 180) / Math.PI, 1.7, 0.1, 5000);
  camera.position.set(...eyeOf(CAMERA));
  camera.lookAt(...CAMERA.target);
  camera.updateMatrixWorld();
  for (const point of POINTS) {
    const theirs = new Vector3(...point).project(camera);
    const ours = project(CAMERA, 1.7, point);
    near(ours.x, theirs.x, 1e-5);
    near(ours.y, theirs.y, 1e-5);
  }
});

test("all points fit, and the picture is full", () => {
  const margins = { left: 0.1, right: 0.05, top: 0.2, bottom: 0 };
  for (const aspect of [0.5, 1.8]) {
    const seen = POINTS.map((point) =>
      project(fitted(CAMERA, aspect, POINTS, margins), aspect, point),
    );
    const [xs, ys] = [seen.map(({ x }) => x), seen.map(({ y }) => y)];
    assert.ok(Math.min(...xs) > -1 + 0.19 && Math.max(...xs) < 1 - 0.09, String(xs));
    assert.ok(Math.min(...ys) > -1.01 && Math.max(...ys) < 1 - 0.39, String(ys));
    const [wide, high] = [Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)];
    near(Math.max(wide / 1.7, high / 1.6), 1, 0.03);
  }
});

test("turning stops short of straight above; moving keeps the distance", () => {
  assert.ok(turned(CAMERA, 0, 9).elevation < Math.PI / 2);
  const { distance, target } = moved(CAMERA, 0.5, 0);
  assert.equal(distance, CAMERA.distance);
  assert.ok(project({ ...CAMERA, target }, 1, CAMERA.target).x > 0.9, "it went with the pointer");
});

test("a flight begins and ends where it should, the shorter way around", () => {
  const to = { target: [1, 1, 1], azimuth: 0.9 + 1.75 * Math.PI, elevation: 0, distance: 7 };
  const start = between(CAMERA, to, 0);
  near(start.distance, 120);
  assert.deepEqual({ ...start, distance: 120 }, CAMERA);
  const end = between(CAMERA, to, 1);
  near(end.distance, 7);
  near(Math.cos(end.azimuth), Math.cos(to.azimuth));
  assert.ok(between(CAMERA, to, 0.5).azimuth < CAMERA.azimuth);
});
