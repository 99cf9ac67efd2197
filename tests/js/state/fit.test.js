import assert from "node:assert/strict";
import { test } from "node:test";
import { drawingActions } from "../../../static/js/state/drawing.js";
import { changesOf, fitActions, switchesOf } from "../../../static/js/state/fit.js";
import { bodyOf } from "../../../static/js/server/wire.js";
import { createState } from "../../../static/js/state/store.js";

const ALL = { crop: true, thicken: true, scale: true, centre: true };
const NONE = { crop: false, thicken: false, scale: false, centre: false };
const PIXELS = { pixels: [[0, 1]] };
const PHOTO = { image: "iVBOR" };

function page() {
  const state = createState();
  const drawing = drawingActions(state, () => 0);
  return { state, ...fitActions(state, drawing.setPicture), ...drawing };
}

test("strokes and pictures are normalised, pixels come as they are", () => {
  assert.deepEqual(switchesOf(null, null), ALL);
  assert.deepEqual(switchesOf(null, PHOTO), ALL);
  assert.deepEqual(switchesOf(null, PIXELS), NONE);
  assert.deepEqual(switchesOf(false, null), NONE);
  assert.deepEqual(switchesOf(true, PIXELS), ALL);
});

test("a step that is switched off and on again leaves nothing behind", () => {
  const { state, setStep } = page();
  setStep("centre", false);
  assert.deepEqual(state.fit.value, { ...ALL, centre: false });
  assert.deepEqual(changesOf(switchesOf(state.fit.value, null), null), ["centre"]);
  setStep("crop", false);
  setStep("centre", true);
  assert.deepEqual(state.fit.value, { ...ALL, crop: false });
  setStep("crop", true);
  assert.equal(state.fit.value, null);
});

test("switches hold for one sort of drawing", () => {
  const { state, setStep, setPicture, undo } = page();
  setStep("scale", false);
  setPicture(PHOTO);
  assert.deepEqual(state.fit.value, { ...ALL, scale: false });
  setPicture(PIXELS);
  assert.equal(state.fit.value, null);
  setStep("crop", true);
  assert.deepEqual(state.fit.value, { ...NONE, crop: true });
  undo();
  assert.equal(state.fit.value, null);
});

test("one click takes everything back", () => {
  const { state, setStep, resetSteps } = page();
  setStep("crop", false);
  resetSteps();
  assert.equal(state.fit.value, null);
});

test("a picture can be read the other way round; another one is not", () => {
  const { state, setInvert, setPicture, resetSteps, undo } = page();
  setInvert(true);
  assert.equal(state.picture.value, null, "strokes have no paper");
  setPicture(PHOTO);
  setInvert(false);
  assert.deepEqual(state.picture.value, { ...PHOTO, invert: false });
  assert.deepEqual(bodyOf(state.seen.value), { ...PHOTO, invert: false });
  resetSteps();
  assert.deepEqual(bodyOf(state.seen.value), PHOTO);
  undo();
  assert.equal(state.picture.value.invert, false);
  setPicture({ image: "another" });
  assert.equal(state.picture.value.invert, undefined);
});
