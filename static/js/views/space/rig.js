/** Where everything stands in space and who looks at it from where. Signals, no DOM. */
import { computed, signal } from "../../core/signals.js";
import {
  FIELD,
  between,
  eyeOf,
  fitted,
  moved,
  project,
  rayAt,
  turned,
  zoomed,
} from "../../layout/space/camera.js";
import { hitOn } from "../../layout/space/places.js";
import { cornersOf, planSpace } from "../../layout/space/plan.js";

/** @import { Signal } from "../../types.js" */
/** @import { Camera } from "../../layout/space/camera.js" */
/** @import { Pane, SpacePlan } from "../../layout/space/plan.js" */
/** @import { Model } from "../flow-model.js" */

/** @typedef {ReturnType<typeof createRig>} Rig */

/** @typedef {{azimuth: number, elevation: number}} Angle */

const DEGREE = Math.PI / 180;
/** From where all may be seen at first: in a wide picture, in a high one; and a single layer. */
const WIDE = [34, 40, 46, 52, 57].map((azimuth) => ({
  azimuth: azimuth * DEGREE,
  elevation: 12 * DEGREE,
}));
const TALL = [{ azimuth: 17 * DEGREE, elevation: 46 * DEGREE }];
const CLOSE = { azimuth: 24 * DEGREE, elevation: 10 * DEGREE };
/** Parts of the picture that stay free: names stand above the panes. */
const ROOMS = {
  wide: { left: 0.03, right: 0.06, top: 0.12, bottom: 0.09 },
  tall: { left: 0.06, right: 0.1, top: 0.1, bottom: 0.15 },
};
/** @type {import("../../layout/space/camera.js").Vec} */
const NOWHERE = [0, 0, 0];
/** With this much between them, panes do not hide each other. */
const APART = 1.5;
/** A flight takes so many milliseconds. */
const FLIGHT = 550;

/** @param {Model} model @param {() => boolean} calm nothing shall move by itself */
export function createRig(model, calm) {
  const size = signal({ width: 1, height: 1 });
  /** Width / height, in steps: not every pixel lays all out anew. */
  const shape = computed(() => 2 ** (Math.round(4 * Math.log2(aspect())) / 4));
  const tall = () => shape.value < 1;
  const margins = () => ROOMS[tall() ? "tall" : "wide"];
  const laid = computed(() => widest(shape.value));
  const plan = computed(() => laid.value.plan);
  /** The stage that was flown to. @type {Signal<string | null>} */
  const near = signal(null);
  /** Of which network the camera is. @type {unknown} */
  let known = null;
  /** Somebody has turned or moved it. */
  let free = false;
  /** @type {{from: Camera, to: Camera, began: number} | null} */
  let flight = null;

  const aspect = () => size.value.width / size.value.height;

  /** The panes as far apart as fills a picture of this shape, seen from where they are largest and none hides another. @param {number} ratio */
  function widest(ratio) {
    const offers = (tall() ? TALL : WIDE).map((angle) => {
      const at = (/** @type {number} */ spread) =>
        planSpace(model.stages.value, (stage) => model.faceOf(stage, 0), { tall: tall(), spread });
      let [low, high] = [0.6, 2.4];
      for (let step = 0; step < 7; step++) {
        const spread = Math.sqrt(low * high);
        if (isRoomy(at(spread), ratio, angle)) low = spread;
        else high = spread;
      }
      const plan = at(low);
      const { distance } = wholeOf(plan, ratio, angle);
      const apart = Math.min(1, (low * Math.tan(angle.azimuth)) / APART);
      return { plan, angle, worth: (apart ** 2 * Math.cos(angle.azimuth) ** 0.5) / distance };
    });
    return offers.reduce((best, next) => (next.worth > best.worth ? next : best));
  }

  /** All of it, as near as it fits. @param {SpacePlan} plan @param {number} ratio @param {Angle} angle */
  const wholeOf = ({ panes }, ratio, angle) =>
    fitted(
      { ...angle, target: NOWHERE, distance: 1 },
      ratio,
      [...panes.values()].flatMap(cornersOf),
      margins(),
    );

  /** Whether there would be room for more along the way of the layers. @param {SpacePlan} plan @param {number} ratio @param {Angle} angle */
  function isRoomy(plan, ratio, angle) {
    const points = [...plan.panes.values()].flatMap(cornersOf);
    const seen = wholeOf(plan, ratio, angle);
    const axis = tall() ? "y" : "x";
    const places = points.map((point) => project(seen, ratio, point)[axis]);
    const { left, right, top, bottom } = margins();
    const room = tall() ? 2 * (1 - top - bottom) : 2 * (1 - left - right);
    return Math.max(...places) - Math.min(...places) < 0.985 * room;
  }

  /** Everything, or one stage, as large as it fits. @param {string | null} id @returns {Camera} */
  function fit(id) {
    const pane = id === null ? undefined : plan.value.panes.get(id);
    if (!pane) return wholeOf(plan.value, aspect(), laid.value.angle);
    const start = { ...CLOSE, target: NOWHERE, distance: 1 };
    return fitted(start, aspect(), cornersOf(pane), margins());
  }

  const camera = signal(/** @type {Camera} */ ({ ...CLOSE, target: NOWHERE, distance: 100 }));
  /** @returns {[number, number]} */
  const limits = () => [2, 4 * fit(null).distance];

  /** By hand: no flight goes on. @param {Camera} next */
  function put(next) {
    free = true;
    flight = null;
    camera.value = next;
  }

  /** Panes that stand before the one that was flown to: they are glass. */
  const glass = computed(() => {
    const pane = near.value === null ? undefined : plan.value.panes.get(near.value);
    /** @type {Set<string>} */
    const found = new Set();
    if (!pane) return found;
    const own = extentOf(pane);
    for (const other of plan.value.panes.values()) {
      if (other === pane || (other.corner[0] - pane.corner[0]) * side() <= 0) continue;
      const [left, right, low, high] = extentOf(other);
      const apart = left > own[1] || right < own[0] || low > own[3] || high < own[2];
      if (!apart) found.add(other.stage.id);
    }
    return found;
  });

  /** On which side of the panes the eye is: -1 where the input is. */
  const side = () => (Math.cos(camera.value.azimuth) > 0 ? -1 : 1);

  /** @param {Pane} pane @returns {[left: number, right: number, low: number, high: number]} in the picture */
  function extentOf(pane) {
    const seen = cornersOf(pane).map((corner) => project(camera.value, aspect(), corner));
    const [xs, ys] = [seen.map(({ x }) => x), seen.map(({ y }) => y)];
    return [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  }

  return {
    size,
    plan,
    camera,
    near,
    glass,

    /** Another network or another size: what is not looked at by hand fits again. @param {unknown} network */
    settle(network) {
      const anew = network !== known;
      known = network;
      if (anew) near.value = null;
      if (free && !anew) return;
      free = false;
      flight = null;
      camera.value = fit(near.peek());
    },

    /** To a stage; to all for null. @param {string | null} id @param {number} now */
    fly(id, now) {
      near.value = id;
      free = false;
      const to = fit(id);
      flight = calm() ? null : { from: camera.peek(), to, began: now };
      if (!flight) camera.value = to;
    },

    /** The next picture of a flight. @param {number} now @returns {boolean} whether it goes on */
    advance(now) {
      if (!flight) return false;
      const { from, to, began } = flight;
      const part = Math.min(1, Math.max(0, (now - began) / FLIGHT));
      camera.value = between(from, to, part * part * (3 - 2 * part));
      if (part === 1) flight = null;
      return flight !== null;
    },

    /** @param {number} across radians @param {number} down */
    turn: (across, down) => put(turned(camera.peek(), across, down)),
    /** @param {number} x parts of the picture's height @param {number} y */
    move: (x, y) => put(moved(camera.peek(), x, y)),

    /** Nearer where the pointer is, or farther from there. @param {number} by @param {number} [x] -1..1 @param {number} [y] */
    zoom(by, x = 0, y = 0) {
      const before = camera.peek();
      const after = zoomed(before, by, limits());
      const share = (1 - after.distance / before.distance) / 2;
      put(moved({ ...after, distance: before.distance }, -x * aspect() * share, y * share));
      camera.value = { ...camera.peek(), distance: after.distance };
    },

    /** What lies at a place of the picture. @param {number} x -1..1 @param {number} y */
    hit: (x, y) =>
      hitOn(
        plan.peek(),
        rayAt(camera.peek(), aspect(), x, y),
        ({ stage }) => !glass.peek().has(stage.id),
      ),

    /** Whether a pane stands before a point. @param {import("../../layout/space/camera.js").Vec} point */
    hides(point) {
      const { x, y, depth } = project(camera.peek(), aspect(), point);
      const solid = (/** @type {Pane} */ { stage }) => !glass.peek().has(stage.id);
      const hit = hitOn(plan.peek(), rayAt(camera.peek(), aspect(), x, y), solid);
      return hit !== null && hit.away < depth - 0.5;
    },

    /** For whoever draws it. */
    view() {
      const { target, distance } = camera.peek();
      return { eye: eyeOf(camera.peek()), target, field: FIELD, distance };
    },

    /** In CSS pixels. @param {import("../../layout/space/camera.js").Vec} point */
    place(point) {
      const { x, y, depth } = project(camera.peek(), aspect(), point);
      const { width, height } = size.peek();
      return { x: ((x + 1) * width) / 2, y: ((1 - y) * height) / 2, depth };
    },
  };
}
