/**
 * A camera that turns around a point, as plain numbers: turned, moved, fitted and flown without a
 * page. The network's layers stand along x, from the input on; y is up.
 */

/** @typedef {[x: number, y: number, z: number]} Vec */

/**
 * @typedef {object} Camera
 * @property {Vec} target what it looks at
 * @property {number} azimuth radians; 0 looks along the layers, from the input on
 * @property {number} elevation radians above the horizon
 * @property {number} distance from the target
 */

/** @typedef {{origin: Vec, direction: Vec}} Ray */

/** How much the picture sees from top to bottom, in radians. */
export const FIELD = (15 * Math.PI) / 180;

/** Nobody needs to look at it from straight above. */
const HIGHEST = (86 * Math.PI) / 180;

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** @param {Vec} a @param {Vec} b @param {number} [by] @returns {Vec} a + by · b */
export const plus = (a, b, by = 1) => [a[0] + by * b[0], a[1] + by * b[1], a[2] + by * b[2]];

/** @param {Vec} a @param {Vec} b */
export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** The picture's right, its up, and the way into it; of length 1. @param {Camera} camera @returns {{right: Vec, up: Vec, into: Vec}} */
export function axesOf({ azimuth, elevation }) {
  const [sa, ca] = [Math.sin(azimuth), Math.cos(azimuth)];
  const [se, ce] = [Math.sin(elevation), Math.cos(elevation)];
  return { right: [sa, 0, ca], up: [ca * se, ce, -sa * se], into: [ca * ce, -se, -sa * ce] };
}

/** @param {Camera} camera @returns {Vec} */
export const eyeOf = (camera) => plus(camera.target, axesOf(camera).into, -camera.distance);

/** @param {Camera} camera @param {number} across radians to the right @param {number} down @returns {Camera} */
export const turned = (camera, across, down) => ({
  ...camera,
  azimuth: camera.azimuth + across,
  elevation: clamp(camera.elevation + down, -HIGHEST, HIGHEST),
});

/** @param {Camera} camera @param {number} by factor on the distance @param {[number, number]} limits @returns {Camera} */
export const zoomed = (camera, by, [least, most]) => ({
  ...camera,
  distance: clamp(camera.distance * by, least, most),
});

/** What is looked at moves with the pointer. @param {Camera} camera @param {number} x parts of the picture's height, to the right @param {number} y down @returns {Camera} */
export function moved(camera, x, y) {
  const { right, up } = axesOf(camera);
  const whole = 2 * camera.distance * Math.tan(FIELD / 2);
  return { ...camera, target: plus(plus(camera.target, right, -x * whole), up, y * whole) };
}

/**
 * Where a point lies in the picture: -1..1 from left to right and from bottom to top.
 *
 * @param {Camera} camera
 * @param {number} aspect width / height
 * @param {Vec} point
 * @returns {{x: number, y: number, depth: number}} `depth` ≤ 0: behind the eye
 */
export function project(camera, aspect, point) {
  const { right, up, into } = axesOf(camera);
  const from = plus(point, camera.target, -1);
  const depth = dot(from, into) + camera.distance;
  const reach = depth * Math.tan(FIELD / 2);
  return { x: dot(from, right) / (reach * aspect), y: dot(from, up) / reach, depth };
}

/** From the eye through a place of the picture. @param {Camera} camera @param {number} aspect @param {number} x -1..1 @param {number} y -1..1, upwards @returns {Ray} */
export function rayAt(camera, aspect, x, y) {
  const { right, up, into } = axesOf(camera);
  const half = Math.tan(FIELD / 2);
  const direction = plus(plus(into, right, x * half * aspect), up, y * half);
  return { origin: eyeOf(camera), direction };
}

/**
 * The nearest camera that looks the same way and has all points in the picture.
 *
 * @param {Camera} camera
 * @param {number} aspect
 * @param {Vec[]} points
 * @param {{left: number, right: number, top: number, bottom: number}} margins parts of the picture
 * @returns {Camera}
 */
export function fitted(camera, aspect, points, { left, right, top, bottom }) {
  const axes = axesOf(camera);
  const half = Math.tan(FIELD / 2);
  const seen = points.map((point) => {
    const from = plus(point, camera.target, -1);
    return [dot(from, axes.right), dot(from, axes.up), dot(from, axes.into)];
  });
  // The picture's sides are planes through the eye: how far must it be, and where between them?
  /** @param {0 | 1} axis @param {number} high slope of one side @param {number} low of the other */
  const sides = (axis, high, low) => {
    const above = Math.max(...seen.map((at) => at[axis] / high - at[2]));
    const below = Math.max(...seen.map((at) => -at[axis] / low - at[2]));
    const shift = (above - below) / (1 / high + 1 / low);
    return { shift, distance: above - shift / high };
  };
  const room = (/** @type {number} */ margin, /** @type {number} */ size) =>
    (1 - 2 * margin) * size;
  const x = sides(0, room(right, half * aspect), room(left, half * aspect));
  const y = sides(1, room(top, half), room(bottom, half));
  return {
    ...camera,
    target: plus(plus(camera.target, axes.right, x.shift), axes.up, y.shift),
    distance: Math.max(x.distance, y.distance, 1e-3),
  };
}

/** Part of the way from one to another; the shorter way around. @param {Camera} from @param {Camera} to @param {number} part 0..1 @returns {Camera} */
export function between(from, to, part) {
  const mix = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * part;
  const turn = to.azimuth - from.azimuth;
  const short = turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
  return {
    target: plus(from.target, plus(to.target, from.target, -1), part),
    azimuth: from.azimuth + short * part,
    elevation: mix(from.elevation, to.elevation),
    distance: Math.exp(mix(Math.log(from.distance), Math.log(to.distance))),
  };
}
