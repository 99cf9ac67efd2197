import assert from "node:assert/strict";
import { test } from "node:test";
import { cut, erase } from "../../../static/js/core/erase.js";

const LINE = [
  [0, 0.5, 0],
  [1, 0.5, 100],
];

test("a disc in the middle splits a segment in two, and times go along", () => {
  assert.deepEqual(cut(LINE, [0.5, 0.5], 0.1), [
    [
      [0, 0.5, 0],
      [0.4, 0.5, 40],
    ],
    [
      [0.6, 0.5, 60],
      [1, 0.5, 100],
    ],
  ]);
});

test("a disc at the end shortens", () => {
  assert.deepEqual(cut(LINE, [1, 0.5], 0.25), [
    [
      [0, 0.5, 0],
      [0.75, 0.5, 75],
    ],
  ]);
  assert.deepEqual(cut(LINE, [0, 0.5], 0.25), [
    [
      [0.25, 0.5, 25],
      [1, 0.5, 100],
    ],
  ]);
});

test("points inside go, with their neighbours cut at the rim", () => {
  const stroke = [
    [0, 0],
    [0.4, 0],
    [0.5, 0],
    [0.6, 0],
    [1, 0],
  ];
  assert.deepEqual(cut(stroke, [0.5, 0], 0.2), [
    [
      [0, 0],
      [0.3, 0],
    ],
    [
      [0.7, 0],
      [1, 0],
    ],
  ]);
});

test("what is not met keeps its identity", () => {
  assert.equal(cut(LINE, [0.5, 0.8], 0.1)[0], LINE);
  const ink = { strokes: [LINE], width: 0.07 };
  assert.equal(erase(ink, [0, 0], [1, 0], 0.1), ink);
});

test("a dot goes as a whole", () => {
  assert.deepEqual(cut([[0.5, 0.5]], [0.52, 0.5], 0.05), []);
  assert.deepEqual(cut([[0.5, 0.5]], [0.6, 0.5], 0.05), [[[0.5, 0.5]]]);
});

test("crumbs are swept away", () => {
  assert.deepEqual(
    cut(
      [
        [0, 0],
        [0.101, 0],
      ],
      [0, 0],
      0.1,
    ),
    [],
  );
});

test("an eraser that moves across two strokes splits both; others stay as they are", () => {
  const [a, b, c] = [
    [
      [0.3, 0],
      [0.3, 1],
    ],
    [
      [0.6, 0],
      [0.6, 1],
    ],
    [
      [0, 0.9],
      [0.1, 0.9],
    ],
  ];
  const { strokes } = erase({ strokes: [a, b, c], width: 0.07 }, [0.1, 0.5], [0.8, 0.5], 0.05);
  assert.equal(strokes.length, 5);
  assert.equal(strokes[4], c);
  for (const stroke of strokes.slice(0, 4)) {
    for (const [, y] of stroke) assert.ok(Math.abs(y - 0.5) >= 0.0499);
  }
});

test("nothing of the path's neighbourhood is left, whatever the strokes", () => {
  let state = 7;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 50; round++) {
    const strokes = Array.from({ length: 3 }, () =>
      Array.from({ length: 12 }, () => [random(), random()]),
    );
    const [from, to] = [
      [random(), random()],
      [random(), random()],
    ];
    for (const stroke of erase({ strokes, width: 0.07 }, from, to, 0.08).strokes) {
      for (const point of stroke) assert.ok(distanceTo(point, from, to) > 0.07);
    }
  }
});

function distanceTo([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}
