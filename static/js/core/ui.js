/**
 * What every component needs, from one place: Preact, hooks and `html` templates.
 *
 * Signals come from `core/signals.js`; components that read `signal.value` while they render are
 * rendered again when it changes, because `@preact/signals` is loaded here.
 */
import { h } from "../../vendor/preact.js";
import htm from "../../vendor/htm.js";
import "../../vendor/signals.js";

export { Component, Fragment, createRef, h, render } from "../../vendor/preact.js";
export {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "../../vendor/hooks.js";
export { useComputed, useSignal, useSignalEffect } from "../../vendor/signals.js";

/** @type {(strings: TemplateStringsArray, ...values: any[]) => import("../../vendor/preact.js").VNode<any>} */
export const html = /** @type {any} */ (htm.bind(/** @type {any} */ (h)));
