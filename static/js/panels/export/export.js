/** Export: what is on screen as a picture, as numbers, or as a notebook that computes it again. */
import { notebookOf } from "../../core/notebook.js";
import { html, useState } from "../../core/ui.js";
import { paintPicture } from "../../render/paper.js";
import { FONTS, svgOf } from "../../render/shapes.js";
import { styled } from "../../render/style.js";
import { ProblemError, ask } from "../../server/api.js";
import { bodyOf } from "../../server/wire.js";
import { linkTo } from "../../state/address.js";
import { sharedIn } from "../../state/sharing.js";
import { sceneOn } from "../../views/flow-scene.js";
import { captions, pictureOf } from "./picture.js";

await styled("menu");

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */
/** @import { FlowContext } from "../../views/flow.js" */
/** @import { Colours } from "./picture.js" */

/** PNGs have two pixels for each of the page's. */
const SHARP = 2;

/**
 * @typedef {object} Form
 * @property {string} suffix
 * @property {string} title
 * @property {string} says
 * @property {string} [inSpace] what it says in 3D
 * @property {boolean} drawn needs a drawing
 * @property {(scene: FlowContext) => Promise<Blob>} make
 */

/** @type {Form[]} */
const FORMS = [
  {
    suffix: "png",
    title: "Picture (PNG)",
    says: "The layers as you see them, in double size",
    inSpace: "The layers in space as you see them",
    drawn: false,
    make: async (scene) => {
      await document.fonts.ready;
      const canvas = scene.picture ? scene.picture() : paintPicture(picture(scene), SHARP);
      return new Promise((done, fail) =>
        canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("No PNG came."))), "image/png"),
      );
    },
  },
  {
    suffix: "svg",
    title: "Drawing (SVG)",
    says: "The same in shapes and letters, sharp at any size",
    inSpace: "The flat layers in shapes and letters, sharp at any size",
    drawn: false,
    make: async (scene) => new Blob([svgOf(picture(scene))], { type: "image/svg+xml" }),
  },
  {
    suffix: "json",
    title: "Numbers (JSON)",
    says: "The prediction and every number of every layer",
    drawn: true,
    make: ({ state }) => numbers(state, "application/json"),
  },
  {
    suffix: "safetensors",
    title: "Tensors (safetensors)",
    says: "The same as float32, for programs",
    drawn: true,
    make: ({ state }) => numbers(state, "application/vnd.safetensors"),
  },
  {
    suffix: "ipynb",
    title: "Notebook (Jupyter)",
    says: "Computes it all again with PyTorch, and checks it",
    drawn: true,
    make: async ({ state }) => notebook(state),
  },
];

/** @param {{state: State, actions: Actions, close: () => void}} props */
export function Export({ state, actions, close }) {
  const [busy, work] = useState("");
  const scene = sceneOn(document.querySelector("#flow"));
  const drawn = !state.bare.value && state.frame.value !== null;
  const take = async (/** @type {Form} */ form) => {
    if (!scene) return;
    work(form.suffix);
    const made = await actions.attempt(form.make(scene));
    if (made) save(made, nameOf(state, form.suffix));
    close();
  };
  return html`
    <h2>Export what you see</h2>
    <ul class="export-list">
      ${FORMS.map(
        (form) =>
          html`<li key=${form.suffix}>
            <button
              type="button"
              data-export=${form.suffix}
              disabled=${!scene || busy !== "" || (form.drawn && !drawn)}
              onClick=${() => take(form)}
            >
              <b>${form.title}</b
              ><span>${scene?.picture ? (form.inSpace ?? form.says) : form.says}</span>
            </button>
          </li>`,
      )}
    </ul>
    ${!drawn && html`<p class="share-fine">For numbers and the notebook, draw something first.</p>`}
  `;
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** "inkling-lenet-5-3.png" @param {State} state @param {string} suffix */
function nameOf(state, suffix) {
  const label = state.bare.peek() ? "blank" : (state.frame.peek()?.label ?? "blank");
  const safe = label.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `inkling-${state.networkId.peek()}-${safe}.${suffix}`;
}

/** @param {FlowContext} scene */
function picture(scene) {
  const root = getComputedStyle(document.documentElement);
  const token = (/** @type {string} */ name) => root.getPropertyValue(name).trim();
  const names = [
    "bg",
    "tile",
    "track",
    "line",
    "text",
    "muted",
    "faint",
    "accent",
    "plus",
    "minus",
  ];
  const colours = Object.fromEntries(names.map((name) => [name, token(`--${name}`)]));
  colours.lineStrong = token("--line-strong");
  const paper = document.createElement("canvas").getContext("2d");
  return pictureOf(
    scene,
    /** @type {Colours} */ (colours),
    Number.parseFloat(root.fontSize),
    (text, size, sort) => {
      if (!paper) return text.length * size * 0.6;
      paper.font = sort === "mono" ? `${size}px ${FONTS.mono}` : `600 ${size}px ${FONTS.sans}`;
      return paper.measureText(text).width;
    },
  );
}

/** The API's own answer about what is on screen. @param {State} state @param {string} form */
async function numbers(state, form) {
  const body = bodyOf(sharedIn(state));
  return (await ask(state.networkId.peek(), "trace", body, form)).blob();
}

/** @param {State} state */
async function notebook(state) {
  const [anatomy, frame] = [state.anatomy.peek(), state.frame.peek()];
  const scene = sceneOn(document.querySelector("#flow"));
  if (!anatomy || !frame || !scene) throw new ProblemError({ title: "There is no network yet" });
  const shared = sharedIn(state);
  const { url } = await linkTo(shared);
  const pages = notebookOf({
    anatomy,
    frame,
    pick: state.picked.peek(),
    body: bodyOf(shared),
    title: captions(scene).join(", "),
    link: url,
  });
  return new Blob([JSON.stringify(pages, null, 1)], { type: "application/x-ipynb+json" });
}
