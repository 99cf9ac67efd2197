/** Figures inside the prose, by name; each is a file and a line here. */
import { descentFigure } from "./descent.js";
import { windowFigure } from "./window.js";

/** @import { Context } from "../lesson.js" */

/** @type {Record<string, (place: HTMLElement, context: Context) => void>} */
export const FIGURES = { descent: descentFigure, window: windowFigure };
