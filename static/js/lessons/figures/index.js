/** Figures inside the prose, by name; each is a file and a line here. */
import { windowFigure } from "./window.js";

/** @import { Context } from "../lesson.js" */

/** @type {Record<string, (place: HTMLElement, context: Context) => void>} */
export const FIGURES = { window: windowFigure };
