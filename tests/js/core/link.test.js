import assert from "node:assert/strict";
import { test } from "node:test";
import { fromText, toText } from "../../../static/js/core/bits.js";
import { MOST, fits } from "../../../static/js/core/edits.js";
import { decodePixels, encodePixels } from "../../../static/js/core/ink-code.js";
import { countPoints } from "../../../static/js/core/ink.js";
import { LONGEST, fitLink, hastyLink, plainLink } from "../../../static/js/core/link-fit.js";
import { editsIn, pickIn, readLink } from "../../../static/js/core/link-read.js";
import { DETAILS, writeLink } from "../../../static/js/core/link-write.js";
import { hasSharedState } from "../../../static/js/core/link.js";
import { thin } from "../../../static/js/core/thin.js";
import { chain } from "../flow/networks.js";

/** The same numbers on every run. @param {number} seed */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

const clamp = (value) => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4;

/** What a hand draws: wandering strokes, a few milliseconds from point to point. */
function scribble(random, strokes, points) {
  let time = 0;
  const draw = () => {
    let [x, y, angle] = [random(), random(), random() * 6];
    time += Math.round(random() * 400);
    return Array.from({ length: points }, () => {
      angle += random() - 0.5;
      x = clamp(x + 0.01 * Math.cos(angle));
      y = clamp(y + 0.01 * Math.sin(angle));
      time += 4 * Math.ceil(random() * 4);
      return [x, y, time];
    });
  };
  return { strokes: Array.from({ length: strokes }, draw), width: clamp(0.03 + 0.1 * random()) };
}

const shared = (ink, more = {}) => ({
  network: "crash-course",
  ink,
  picture: null,
  fit: null,
  edits: [],
  pin: null,
  scale: "layer",
  stage: "after",
  panel: "",
  ...more,
});
const BLANK = { strokes: [], width: 0.07 };
const ROOM = LONGEST - "http://127.0.0.1:8000/".length;

test("a drawing of any shape comes back exactly, its times to a few milliseconds", () => {
  const random = dice(1);
  for (let round = 0; round < 200; round++) {
    const ink = scribble(random, Math.ceil(random() * 4), Math.ceil(random() * 40));
    const found = readLink(writeLink(shared(ink), DETAILS[0]));
    assert.deepEqual(found.trouble, []);
    assert.equal(found.ink.width, ink.width);
    ink.strokes.forEach((stroke, at) =>
      stroke.forEach(([x, y, t], point) => {
        const [foundX, foundY, foundT] = found.ink.strokes[at][point];
        assert.deepEqual([foundX, foundY], [x, y]);
        assert.ok(Math.abs(foundT - t) <= 2);
      }),
    );
  }
});

test("far points, dots, points without times and off the canvas are no exception", () => {
  const strokes = [
    [
      [0, 0],
      [1, 1],
      [0, 1],
    ],
    [[0.5, 0.5]],
    [
      [-0.5, 1.5],
      [1.5, -0.5],
    ],
  ];
  assert.deepEqual(readLink(writeLink(shared({ strokes, width: 1 }), DETAILS[0])).ink, {
    strokes,
    width: 1,
  });
});

test("times that run backwards are left out, not wrong", () => {
  const ink = { strokes: [[[0.1, 0.1, 50], [0.2, 0.2, 10]]], width: 0.07 }; // prettier-ignore
  const found = readLink(writeLink(shared(ink), DETAILS[0]));
  assert.deepEqual(found.ink.strokes, [[[0.1, 0.1], [0.2, 0.2]]]); // prettier-ignore
});

test("everything else comes back too", () => {
  const edits = [
    { layer: "a", channel: 3, scale: 0 },
    { layer: "a", channel: 0, bias: -0.25, weights: [[[1, -0.5], [0.1, 2]]] }, // prettier-ignore
    { layer: "d:,&=", channel: 12, scale: 1e-7 },
    { layer: "d", channel: 1, solo: true },
    { layer: "d", channel: 2, solo: true, scale: -0.5, bias: 20_000 },
  ];
  const pin = { layer: "a", channel: 2, row: 9, column: 14 };
  const given = shared(BLANK, {
    network: "mine & yours",
    edits,
    pin,
    fit: false,
    scale: "map",
    stage: "before",
    view: "space",
    panel: "api",
  });
  const found = readLink(writeLink(given, DETAILS[0]));
  assert.deepEqual(found.trouble, []);
  assert.equal(found.network, given.network);
  assert.deepEqual(found.pin, { layer: "a", index: [2, 9, 14] });
  for (const name of ["fit", "scale", "stage", "view", "panel"])
    assert.equal(found[name], given[name]);
  found.edits[1].weights = found.edits[1].weights.map((rows) =>
    rows.map((row) => row.map((value) => Number(value.toFixed(6)))),
  );
  assert.deepEqual(found.edits, edits);
});

test("as many changes as the page takes", () => {
  const edits = Array.from({ length: MOST.edits }, (_, channel) => ({
    layer: "a",
    channel,
    scale: 0,
  }));
  assert.ok(fits(edits));
  const found = readLink(writeLink(shared(BLANK, { edits }), DETAILS[0]));
  assert.deepEqual(found.edits, edits);
});

test("kernels in fewer bits stay near", () => {
  const random = dice(4);
  const weights = [
    Array.from({ length: 5 }, () => Array.from({ length: 5 }, () => random() - 0.5)),
  ];
  for (const detail of DETAILS) {
    const link = writeLink(shared(BLANK, { edits: [{ layer: "a", channel: 0, weights }] }), detail);
    const [edit] = readLink(link).edits;
    const worst = { 32: 1e-7, 16: 2e-5, 8: 3e-3 }[detail.depth];
    edit.weights[0].forEach((row, y) =>
      row.forEach((value, x) => assert.ok(Math.abs(value - weights[0][y][x]) <= worst)),
    );
  }
});

test("a test digit is its number, other small pixels are there in full, a file is not", () => {
  const pixels = Array.from({ length: 28 }, (_, y) =>
    Array.from({ length: 28 }, (_, x) => (y > 5 && y < 20 && x === y ? (x * 9) / 255 : 0)),
  );
  const digit = writeLink(shared(BLANK, { picture: { pixels, index: 4711 } }), DETAILS[0]);
  assert.equal(readLink(digit).digit, 4711);
  assert.ok(digit.length < 40);
  const small = writeLink(shared(BLANK, { picture: { pixels } }), DETAILS[0]);
  assert.deepEqual(readLink(small).pixels, pixels);
  assert.deepEqual(decodePixels(encodePixels([[1, 0.2]])), [[1, 0.2]]);
  const file = plainLink(shared(BLANK, { picture: { image: "aGk=" } }), ROOM);
  assert.equal(file.lost, "picture");
  assert.equal(readLink(file.hash).pixels, null);
});

test("a short drawing loses nothing and the network is not asked", async () => {
  const fitted = await fitLink(shared(scribble(dice(2), 2, 100)), ROOM, () => assert.fail());
  assert.equal(fitted.lost, "none");
  assert.ok(fitted.hash.length < ROOM);
});

test("each switch of the normalisation is held, and a damaged one is told", () => {
  const fit = { crop: true, thicken: false, scale: true, centre: false };
  const hash = writeLink(shared(BLANK, { fit }), DETAILS[0]);
  assert.match(hash, /&f=1010(&|$)/);
  assert.deepEqual(readLink(hash).fit, fit);
  assert.equal(readLink(writeLink(shared(BLANK, { fit: true }), DETAILS[0])).fit, true);
  const damaged = readLink(hash.replace("1010", "10x0"));
  assert.equal(damaged.fit, null);
  assert.equal(damaged.trouble.length, 1);
});

test("a long drawing is thinned until it fits, and the network agrees", async () => {
  const random = dice(3);
  for (const [strokes, points] of [
    [3, 300],
    [8, 400],
    [40, 60],
    [3, 3000],
  ]) {
    const ink = scribble(random, strokes, points);
    const asked = [];
    const fitted = await fitLink(shared(ink), ROOM, async (seen) => {
      asked.push(countPoints(seen.strokes));
      return { label: "3", probability: 0.9 };
    });
    assert.ok(fitted.hash.length <= ROOM, `${fitted.hash.length}`);
    assert.ok(["points", "times"].includes(fitted.lost), fitted.lost);
    if (fitted.lost === "points")
      assert.equal(asked.length, 2, "the drawing and the first that fits");
    const found = readLink(fitted.hash);
    assert.equal(countPoints(found.ink.strokes), fitted.kept);
    assert.equal(found.ink.strokes.length, strokes);
  }
});

test("a thinner drawing that changes the answer gives way to the next; if all do, it is said", async () => {
  const ink = scribble(dice(5), 4, 400);
  let count = 0;
  const second = await fitLink(shared(ink), ROOM, async () => ({
    label: ++count === 2 ? "8" : "3",
    probability: 0.9,
  }));
  assert.equal(second.lost, "points");
  assert.equal(count, 3);
  count = 0;
  const none = await fitLink(shared(ink), ROOM, async () => ({
    label: "3",
    probability: ++count === 1 ? 0.9 : 0.89,
  }));
  assert.equal(none.lost, "answer");
  assert.equal(none.after.probability, 0.89);
  assert.ok(none.hash.length <= ROOM);
});

test("what cannot fit at all is left out, and it is said", async () => {
  const ask = async () => ({ label: "3", probability: 0.9 });
  const dots = Array.from({ length: 201 }, (_, at) => [[at / 201, at / 201]]);
  const drawing = await fitLink(shared({ strokes: dots, width: 0.07 }), ROOM, ask);
  assert.equal(drawing.lost, "drawing");
  assert.equal(readLink(drawing.hash).ink, null);
  const weights = [Array.from({ length: 60 }, () => Array.from({ length: 60 }, Math.random))];
  const edits = [{ layer: "a", channel: 0, weights }];
  const kernels = await fitLink(shared(scribble(dice(6), 1, 30), { edits }), ROOM, ask);
  assert.equal(kernels.lost, "kernels");
  assert.deepEqual(readLink(kernels.hash).edits, []);
  assert.equal(countPoints(readLink(kernels.hash).ink.strokes), 30);
});

test("damaged links never throw; what is whole is read", () => {
  const random = dice(7);
  const ink = scribble(random, 2, 60);
  const pin = { layer: "a", channel: 2, row: 9, column: 14 };
  const edits = [{ layer: "a", channel: 1, weights: [[[1, 2], [3, 4]]] }]; // prettier-ignore
  const link = writeLink(shared(ink, { pin, edits, panel: "api" }), DETAILS[0]);
  for (let round = 0; round < 2000; round++) {
    const at = Math.floor(random() * link.length);
    const letter = String.fromCharCode(33 + Math.floor(random() * 94));
    for (const broken of [link.slice(0, at), link.slice(0, at) + letter + link.slice(at + 1)]) {
      const found = readLink(broken);
      for (const stroke of found.ink?.strokes ?? [])
        for (const [x, y] of stroke) assert.ok(Math.abs(x - 0.5) <= 1 && Math.abs(y - 0.5) <= 1);
    }
  }
  const damaged = readLink(link.replace("i=", "i=AA"));
  assert.deepEqual(damaged.trouble, ["The drawing is damaged."]);
  assert.equal(damaged.panel, "api");
  for (const hash of ["#v=1&i=&e=&k=&d=&x=&f=&n=%", "#v=1&__proto__=1&f=constructor", "#v=1&i=%00"])
    assert.ok(readLink(hash).trouble.length);
});

test("bombs are refused before they go off", () => {
  const all = (length) => toText(new Uint8Array(length).fill(255));
  for (const field of ["i", "x"])
    for (const length of [1, 10, 1000, 20_000])
      assert.equal(readLink(`#v=1&${field}=${all(length)}`).trouble.length, 1);
  assert.equal(readLink(`#v=1&e=a:1w${all(20)}`).trouble.length, 1);
});

test("later versions may say more", () => {
  const found = readLink("#v=1&n=lenet-5&zoom=3&q=%E0");
  assert.equal(found.network, "lenet-5");
  assert.deepEqual(found.trouble, []);
  assert.equal(readLink("#v=2&n=lenet-5").trouble.length, 1);
});

test("only a link with a state is one", () => {
  assert.ok(hasSharedState("#v=1&n=lenet-5"));
  for (const hash of ["", "#", "#ink", "#vx"]) assert.ok(!hasSharedState(hash));
});

test("cells and edits that the network lacks are passed over", () => {
  const anatomy = { id: "n", classes: [], layers: chain() };
  assert.deepEqual(pickIn({ layer: "a", index: [2, 9, 14] }, anatomy), {
    layer: "a",
    channel: 2,
    row: 9,
    column: 14,
  });
  for (const pin of [null, { layer: "a", index: [2] }, { layer: "a", index: [2, 9, 28] }])
    assert.equal(pickIn(pin, anatomy), null);
  const edits = [
    { layer: "a", channel: 9, scale: 0 },
    { layer: "a", channel: 10, scale: 0 },
    { layer: "zzz", channel: 0, scale: 0 },
  ];
  assert.deepEqual(editsIn(edits, anatomy), edits.slice(0, 1));
});

test("bytes survive as text", () => {
  const random = dice(8);
  for (let length = 0; length < 60; length++) {
    const bytes = Uint8Array.from({ length }, () => random() * 256);
    const text = toText(bytes);
    assert.match(text, /^[\w-]*$/);
    assert.deepEqual(fromText(text), bytes);
  }
});

test("a thinned line is never farther away than allowed", () => {
  const random = dice(9);
  const [stroke] = scribble(random, 1, 300).strokes;
  const some = thin(stroke, 0.01);
  assert.ok(some.length < 150);
  assert.deepEqual([some[0], some.at(-1)], [stroke[0], stroke.at(-1)]);
  for (const [x, y] of stroke) {
    const near = some.slice(1).map(([bx, by], at) => {
      const [ax, ay] = some[at];
      const [dx, dy] = [bx - ax, by - ay];
      const share = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
      const inside = Math.min(1, Math.max(0, share));
      return Math.hypot(x - ax - inside * dx, y - ay - inside * dy);
    });
    assert.ok(Math.min(...near) <= 0.0101);
  }
});

test("the player's place is where it was, and only with a number that is held", () => {
  const pin = { layer: "conv", channel: 2, row: 1, column: 5 };
  for (const motion of [
    { grain: "cell", at: 120, beat: null },
    { grain: "term", at: 33, beat: 4 },
    { grain: "part", at: 0, beat: 0 },
  ]) {
    const found = readLink(writeLink(shared(BLANK, { pin, motion }), DETAILS[0]));
    assert.deepEqual([found.motion, found.trouble], [motion, []]);
    assert.equal(readLink(writeLink(shared(BLANK, { motion }), DETAILS[0])).motion, null);
  }
  assert.match(readLink("#v=1&n=x&m=z9").trouble.join(), /player/);
});

test("the view of the difference is in the link while there is one", () => {
  const edits = [{ layer: "conv", channel: 2, scale: 0 }];
  const link = (more) => readLink(writeLink(shared(BLANK, more), DETAILS[0]));
  assert.equal(link({ edits, difference: true }).difference, true);
  assert.equal(link({ difference: true }).difference, false);
  assert.equal(link({ edits }).difference, false);
});

test("in haste a long drawing loses what does not fit, and nobody is asked", () => {
  const long = scribble(dice(5), 8, 900);
  const hash = hastyLink(shared(long), ROOM);
  assert.ok(hash.length <= ROOM);
  assert.equal(readLink(hash).ink.strokes.length, 8);
  const short = scribble(dice(6), 2, 20);
  assert.equal(hastyLink(shared(short), ROOM), writeLink(shared(short), DETAILS[0]));
});

test("a moment of the training is in the link, and a damaged one is said", () => {
  const hash = writeLink(shared(BLANK, { checkpoint: 0 }), DETAILS[0]);
  assert.equal(readLink(hash).checkpoint, 0);
  assert.equal(readLink(writeLink(shared(BLANK, {}), DETAILS[0])).checkpoint, null);
  const broken = readLink(hash.replace("t=0", "t=x"));
  assert.deepEqual([broken.checkpoint, broken.trouble.length], [null, 1]);
});
