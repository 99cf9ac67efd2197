/** While you drew: the answers of every moment as a ribbon that scrubs and plays. */
import { marksOf, momentAt, nearestMoment, spotsOf } from "../core/moments.js";
import { bandOf, bandsOf, spanOf } from "../core/ribbon.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "../core/ui.js";
import { effect } from "../core/signals.js";
import { honest } from "../core/verdict.js";
import { groundOf } from "../state/moments.js";
import { commandOf } from "./keys.js";
import { paintTimeline, readColours } from "./timeline-paint.js";
import { clock, deedAt, spokenMoment, topOf } from "./timeline-words.js";

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */
/** @import { Moment } from "../types.js" */

/** The ribbon follows the hand at a distance, in ms: the layers come first. */
const OFTEN = 90;

/** @typedef {{state: State, actions: Actions}} Context */
/** @typedef {{moments: readonly Moment[], spots: number[]}} Series */

/** The timeline, at most every `OFTEN` ms. @param {State} state @returns {Series} */
function useSeries(state) {
  const [moments, show] = useState(state.moments.peek());
  useEffect(() => {
    /** @type {any} */
    let timer = null;
    const stop = effect(() => {
      void state.moments.value;
      timer ??= setTimeout(() => {
        timer = null;
        show(state.moments.peek());
      }, OFTEN);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [state]);
  return { moments, spots: spotsOf(moments) };
}

/** @param {Context} props */
export function Timeline({ state, actions }) {
  const series = useSeries(state);
  const [pointed, point] = useState(/** @type {number | null} */ (null));
  const { moments, spots } = series;
  const past = state.past.value !== null && state.instant.value !== null && !state.demo.value;
  const here = past ? (state.instant.value ?? 0) : Infinity;
  const at = pointed !== null ? nearestMoment(spots, pointed) : momentAt(spots, here);
  return html`
    <div class="timeline-head">
      <${Play} state=${state} actions=${actions} disabled=${moments.length === 0} />
      <h2 id="timeline-title">While you drew</h2>
      ${
        moments.length > 0 &&
        html`<button
          type="button"
          class="button timeline-speed"
          aria-label=${`Speed of the replay: ${state.speed.value} times`}
          title="Speed of the replay"
          onClick=${actions.nextSpeed}
        >
          ${state.speed.value}×
        </button>`
      }
    </div>
    <${Track} state=${state} actions=${actions} series=${series} here=${here} point=${point} />
    <${Words} state=${state} series=${series} at=${at} quiet=${!past && pointed === null} />
  `;
}

/** @param {Context & {disabled: boolean}} props */
function Play({ state, actions, disabled }) {
  const playing = state.replaying.value;
  return html`<button
    type="button"
    class="button timeline-play"
    id="replay"
    disabled=${disabled}
    aria-label=${playing ? "Pause" : "Play the drawing again"}
    title=${playing ? "Pause (A)" : "Play the drawing again (A)"}
    aria-keyshortcuts="A"
    onClick=${playing ? actions.pauseReplay : actions.replay}
  >
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d=${playing ? "M7 5v10M13 5v10" : "M6.5 4.5v11l9-5.5z"} />
    </svg>
  </button>`;
}

/** @param {Context & {series: Series, here: number, point: (spot: number | null) => void}} props */
function Track({ state, actions, series, here, point }) {
  const { moments, spots } = series;
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  usePicture(canvas, state, series);
  const last = moments.length - 1;
  const now = Math.max(0, momentAt(spots, here));
  const span = spanOf(spots);
  return html`<div
    class=${`timeline-track${last < 0 ? " empty" : ""}`}
    id="moments"
    role="slider"
    tabindex=${last < 0 ? -1 : 0}
    aria-labelledby="timeline-title"
    aria-disabled=${String(last < 0)}
    aria-valuemin="0"
    aria-valuemax=${Math.max(0, last)}
    aria-valuenow=${now}
    aria-valuetext=${last < 0 ? "nothing drawn yet" : spokenMoment(moments, spots, now)}
    ...${pointing(span, last, actions, point)}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => keyDown(event, series, now, actions, state)}
  >
    <canvas ref=${canvas} aria-hidden="true"></canvas>
    ${
      here < Infinity &&
      html`<span class="timeline-here" style=${{ left: `${(100 * here) / span}%` }}></span>`
    }
  </div>`;
}

/**
 * Press and drag go to a moment; resting on it tells of it.
 *
 * @param {number} span of the whole track
 * @param {number} last moment; -1: there is none
 * @param {Actions} actions
 * @param {(spot: number | null) => void} point
 */
function pointing(span, last, actions, point) {
  /** @param {PointerEvent} event */
  const spotUnder = ({ clientX, currentTarget }) => {
    const box = /** @type {HTMLElement} */ (currentTarget).getBoundingClientRect();
    return Math.max(0, Math.min(1, (clientX - box.left) / box.width)) * span;
  };
  return {
    onPointerDown: (/** @type {PointerEvent} */ event) => {
      if (event.button !== 0 || last < 0) return;
      /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
      point(null);
      actions.visit(spotUnder(event));
    },
    onPointerMove: (/** @type {PointerEvent} */ event) => {
      if (last < 0) return;
      const track = /** @type {HTMLElement} */ (event.currentTarget);
      if (track.hasPointerCapture(event.pointerId)) actions.visit(spotUnder(event));
      else if (event.pointerType !== "touch") point(spotUnder(event));
    },
    onPointerLeave: () => point(null),
  };
}

/**
 * Paint after every change of numbers, size or colours.
 *
 * @param {{current: HTMLCanvasElement | null}} canvas
 * @param {State} state
 * @param {Series} series
 */
function usePicture(canvas, state, { moments, spots }) {
  const [size, measure] = useState("");
  const dark = state.dark.value;
  const classes = state.anatomy.value?.classes ?? [];
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() =>
      measure(`${element.clientWidth} ${element.clientHeight} ${devicePixelRatio}`),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    paintTimeline(element, moments, spots, classes, readColours(getComputedStyle(element)));
  }, [moments, size, dark, classes]);
}

/**
 * @param {KeyboardEvent} event
 * @param {Series} series
 * @param {number} now which moment is shown
 * @param {Actions} actions
 * @param {State} state
 */
function keyDown(event, { moments, spots }, now, actions, state) {
  const marks = marksOf(moments).map(({ at }) => at);
  const go = (/** @type {number | undefined} */ at) =>
    actions.visit(spots[Math.max(0, Math.min(moments.length - 1, at ?? 0))]);
  /** @type {Record<string, () => void>} */
  const jobs = {
    momentBefore: () => go(now - 1),
    momentAfter: () => go(now + 1),
    markBefore: () => go(marks.findLast((at) => at < now)),
    markAfter: () => go(marks.find((at) => at > now) ?? moments.length - 1),
    firstMoment: () => go(0),
    now: actions.returnToNow,
    playMoments: state.replaying.peek() ? actions.pauseReplay : actions.replay,
  };
  const job = jobs[commandOf(event, "timeline") ?? ""];
  if (!job || moments.length === 0) return;
  if (event.key === "Escape" && !state.past.peek()) return; // now already: the page lets go
  event.preventDefault();
  event.stopPropagation();
  job();
}

/** @param {{state: State, series: Series, at: number, quiet: boolean}} props */
function Words({ state, series: { moments, spots }, at, quiet }) {
  const moment = moments[at];
  const classes = state.anatomy.value?.classes ?? [];
  if (!moment) return html`<p class="timeline-words">Every answer is kept here while you draw.</p>`;
  const bands = bandsOf(moments, classes.length);
  return html`<p class="timeline-words" aria-hidden="true">
    <span>${quiet ? clock(spots[spots.length - 1]) : clock(spots[at])}</span>
    ${deedAt(moments, at) && !quiet && html`<span>${deedAt(moments, at)}</span>`}
    ${topOf(moment).map(
      ({ index, value }) =>
        html`<span key=${index} class="timeline-class">
          <i style=${{ background: `var(--class-${bandOf(bands, index)})` }}></i>${classes[index]}
          <b>${honest(value)}</b>
        </span>`,
    )}
  </p>`;
}

const retell = () => import("../state/retell.js");

/**
 * Moments lose their answers with another network: before the first moment nobody needs to see to it.
 *
 * @param {Context} context
 * @param {(network: string, layers: string) => WebSocket} connect
 */
export function keepTimeline({ state, actions }, connect) {
  let coming = false;
  const stop = effect(() => {
    if (!state.moments.value.length || state.connection.value !== "open" || coming) return;
    const ground = groundOf(state);
    coming = true;
    retell().then(
      ({ keepAnswered }) => {
        stop();
        keepAnswered(state, actions, connect, ground);
      },
      () => (coming = false), // the server is away: with the next moment, or when it is back
    );
  });
}
