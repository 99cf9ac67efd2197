/** The map on two canvases: the digits, which stay, and the drawing above them, which moves. */
import { CLASS_COLOURS, between, middles, pointAt, toPixels } from "../../core/scatter.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../../core/ui.js";

/** @import { Near } from "../../types.js" */
/** @import { NearMap } from "../../server/near.js" */
/** @import { Place } from "../../core/scatter.js" */

/** Canvas pixels; the panel shows fewer. */
const SIDE = 620;

/** Milliseconds from one layer's map to the next. */
const TRAVEL = 600;

/**
 * @param {{map: NearMap, near: Near | null, dark: boolean, point: (digit: number) => void, choose: (digit: number) => void}} props
 *   `point` hears which digit the pointer is at; -1: none
 */
export function Scatter({ map, near, dark, point, choose }) {
  const places = useTravel(map);
  const digits = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const drawing = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useLayoutEffect(() => {
    if (digits.current) paintDigits(contextOf(digits.current), map, places, dark);
  }, [map, places, dark]);
  useLayoutEffect(() => {
    if (drawing.current) paintDrawing(contextOf(drawing.current), near, places);
  }, [near, places, dark]);
  const under = (/** @type {PointerEvent | MouseEvent} */ event) => {
    const canvas = /** @type {HTMLElement} */ (event.currentTarget);
    const factor = SIDE / canvas.clientWidth;
    return pointAt(places, SIDE, [event.offsetX * factor, event.offsetY * factor], 10 * factor);
  };
  return html`<div
    class="near-map"
    onPointerMove=${(/** @type {PointerEvent} */ event) => point(under(event))}
    onPointerLeave=${() => point(-1)}
    onClick=${(/** @type {MouseEvent} */ event) => choose(under(event))}
  >
    <canvas
      ref=${digits}
      width=${SIDE}
      height=${SIDE}
      role="img"
      aria-label=${`Map of ${map.labels.length} digits in ${map.layer}`}
    ></canvas>
    <canvas ref=${drawing} width=${SIDE} height=${SIDE} aria-hidden="true"></canvas>
  </div>`;
}

/** The places, on their way where the layer changes. @param {NearMap} map @returns {readonly Place[]} */
function useTravel(map) {
  const [places, move] = useState(/** @type {readonly Place[]} */ (map.places));
  const shown = useRef(places);
  shown.current = places;
  useEffect(() => {
    const from = shown.current;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (from === map.places) return;
    if (calm || from.length !== map.places.length) return move(map.places);
    const began = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const share = (now - began) / TRAVEL;
      move(between(from, map.places, share));
      if (share < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [map]);
  return places;
}

/** @param {HTMLCanvasElement} canvas */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/** @param {string} name */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/**
 * @param {CanvasRenderingContext2D} context
 * @param {NearMap} map
 * @param {readonly Place[]} places
 * @param {boolean} dark
 */
function paintDigits(context, { labels, classes, wrong }, places, dark) {
  const colours = CLASS_COLOURS[dark ? "dark" : "light"];
  context.clearRect(0, 0, SIDE, SIDE);
  context.globalAlpha = 0.85;
  for (let label = 0; label < classes.length; label++) {
    context.fillStyle = colours[label % colours.length];
    context.beginPath();
    places.forEach((place, at) => {
      if (labels[at] === label) dot(context, toPixels(place, SIDE), 3.2);
    });
    context.fill();
  }
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.strokeStyle = token("--bad");
  for (const at of wrong) {
    context.beginPath();
    dot(context, toPixels(places[at], SIDE), 7);
    context.stroke();
  }
  context.font = `700 26px ${token("--sans")}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 6;
  context.lineJoin = "round";
  context.strokeStyle = token("--panel");
  context.fillStyle = token("--text");
  middles(places, labels, classes.length).forEach((middle, label) => {
    if (!middle) return;
    const [x, y] = toPixels(middle, SIDE);
    context.strokeText(classes[label], x, y);
    context.fillText(classes[label], x, y);
  });
}

/** @param {CanvasRenderingContext2D} context @param {Near | null} near @param {readonly Place[]} places */
function paintDrawing(context, near, places) {
  context.clearRect(0, 0, SIDE, SIDE);
  if (!near) return;
  const here = toPixels(near.place, SIDE);
  context.strokeStyle = token("--accent");
  context.lineWidth = 1.5;
  context.globalAlpha = 0.7;
  for (const { digit } of near.nearest) {
    const there = toPixels(places[digit] ?? near.place, SIDE);
    context.beginPath();
    context.moveTo(...here);
    context.lineTo(...there);
    context.stroke();
    context.beginPath();
    dot(context, there, 6);
    context.stroke();
  }
  context.globalAlpha = 1;
  context.beginPath();
  dot(context, here, 13);
  context.fillStyle = token("--text");
  context.fill();
  context.lineWidth = 6;
  context.strokeStyle = token("--accent");
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {readonly [number, number]} at @param {number} radius */
function dot(context, [x, y], radius) {
  context.moveTo(x + radius, y);
  context.arc(x, y, radius, 0, 2 * Math.PI);
}
