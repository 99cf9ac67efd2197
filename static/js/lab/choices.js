/** What the knobs say: defaults, presets, and as the address has it. Pure. */

/** @import { About, Knob, Knobs } from "../server/lab.js" */

/** @param {readonly Knob[]} knobs @returns {Knobs} */
export const defaultsOf = (knobs) =>
  Object.fromEntries(knobs.map((knob) => [knob.name, knob.default]));

/** Whether two choices are one. @param {Knobs} one @param {Knobs} other */
export const same = (one, other) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every(
    (name) => one[name] === other[name],
  );

/** All knobs as a preset has them. @param {About} about @param {string} name @returns {Knobs} */
export function presetOf({ knobs, presets }, name) {
  const found = presets.find((preset) => preset.name === name);
  return { ...defaultsOf(knobs), ...found?.knobs };
}

/** The preset that is exactly this choice. @param {About} about @param {Knobs} chosen */
export const presetLike = (about, chosen) =>
  about.presets.find(({ name }) => same(presetOf(about, name), chosen))?.name ?? "";

/**
 * The choice as the address has it: the preset, and what was turned since.
 *
 * @param {About} about
 * @param {string} preset
 * @param {Knobs} chosen
 * @returns {string} "" for the defaults
 */
export function writeChoice(about, preset, chosen) {
  const usual = presetOf(about, preset);
  const turned = about.knobs
    .filter(({ name }) => chosen[name] !== usual[name])
    .map(({ name }) => [name, String(chosen[name])]);
  return new URLSearchParams([...(preset ? [["preset", preset]] : []), ...turned]).toString();
}

/**
 * @param {About} about
 * @param {string} text of the address, after the #
 * @returns {{preset: string, knobs: Knobs}} what it does not say, or says wrongly, is as usual
 */
export function readChoice(about, text) {
  const said = new URLSearchParams(text);
  const named = said.get("preset") ?? "";
  const preset = about.presets.some(({ name }) => name === named) ? named : "";
  const knobs = presetOf(about, preset);
  for (const knob of about.knobs) {
    const value = valueOf(knob, said.get(knob.name));
    if (value !== undefined) knobs[knob.name] = value;
  }
  return { preset, knobs };
}

/** A text as a value of a knob; undefined: it is none. @param {Knob} knob @param {string | null} text */
export function valueOf(knob, text) {
  if (text === null || text === "") return undefined;
  if (knob.kind === "flag") return { true: true, false: false }[text];
  if (knob.kind === "choice")
    return knob.choices?.find(({ value }) => String(value) === text)?.value;
  const number = Number(text);
  const { least = -Infinity, most = Infinity } = knob;
  const fits = number >= least && number <= most;
  return fits && (knob.kind === "number" || Number.isInteger(number)) ? number : undefined;
}
