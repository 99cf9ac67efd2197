/** How the drawing becomes the input: which steps of the normalisation are taken. */

/** @import { Fit, Picture, Switches } from "../types.js" */
/** @import { State } from "./store.js" */

/** The steps that have a switch, in the order in which they are taken. */
export const STEPS = /** @type {const} */ (["crop", "thicken", "scale", "centre"]);

/** @param {boolean} on @returns {Switches} */
const every = (on) => ({ crop: on, thicken: on, scale: on, centre: on });

/**
 * The switches as they stand. Pixels come as they are, everything else is normalised.
 *
 * @param {Fit | null} fit what was chosen; null: nothing
 * @param {Picture | null} picture
 * @returns {Switches}
 */
export function switchesOf(fit, picture) {
  if (fit === null) return every(!picture?.pixels);
  return typeof fit === "boolean" ? every(fit) : fit;
}

/**
 * The steps that are not as usual for such a drawing.
 *
 * @param {Switches} switches
 * @param {Picture | null} picture
 */
export function changesOf(switches, picture) {
  const usual = switchesOf(null, picture);
  return STEPS.filter((name) => switches[name] !== usual[name]);
}

/** @param {State} state @param {(picture: Picture) => void} setPicture */
export function fitActions(state, setPicture) {
  return {
    /** Take a step or leave it out, for all that is drawn from now on. @param {keyof Switches} step @param {boolean} on */
    setStep(step, on) {
      const { picture } = state.seen.peek();
      const switches = { ...switchesOf(state.fit.peek(), picture), [step]: on };
      state.fit.value = changesOf(switches, picture).length === 0 ? null : switches;
    },

    /** Read a picture with light and dark the other way; undone like another picture. @param {boolean | undefined} invert */
    setInvert(invert) {
      const { picture } = state.seen.peek();
      if (picture?.image) setPicture({ ...picture, invert });
    },

    /** All steps as usual. */
    resetSteps() {
      state.fit.value = null;
      const { picture } = state.seen.peek();
      if (picture?.invert !== undefined) setPicture({ ...picture, invert: undefined });
    },
  };
}
