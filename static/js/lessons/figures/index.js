/** Figures inside the prose, by name; each is a file, fetched with its chapter, and a line here. */

/** @import { Context } from "../lesson.js" */

/** @typedef {(place: HTMLElement, context: Context) => void} Figure */

/** @type {Record<string, () => Promise<Figure>>} */
export const FIGURES = {
  descent: () => import("./descent.js").then(({ descentFigure }) => descentFigure),
  dropout: () => import("./dropout.js").then(({ dropoutFigure }) => dropoutFigure),
  film: () => import("./film.js").then(({ filmFigure }) => filmFigure),
  knob: () => import("./knob.js").then(({ knobFigure }) => knobFigure),
  partners: () => import("./partners.js").then(({ partnersFigure }) => partnersFigure),
  pooled: () => import("./pooled.js").then(({ pooledFigure }) => pooledFigure),
  sentence: () => import("./sentence.js").then(({ sentenceFigure }) => sentenceFigure),
  shift: () => import("./shift.js").then(({ shiftFigure }) => shiftFigure),
  shuffle: () => import("./shuffle.js").then(({ shuffleFigure }) => shuffleFigure),
  temperature: () => import("./temperature.js").then(({ temperatureFigure }) => temperatureFigure),
  window: () => import("./window.js").then(({ windowFigure }) => windowFigure),
};
