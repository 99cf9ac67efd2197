/** Why: which ink speaks for the answer and which against it, by several methods side by side. */
import { numberOf, gainOf } from "../../core/trust.js";
import { html, useEffect, useState } from "../../core/ui.js";
import { getMethods } from "../../server/explain.js";
import { ProblemError } from "../../server/api.js";
import { styled } from "../../render/style.js";
import { useExplained } from "./asked.js";
import { Card } from "./card.js";
import { Why } from "./why.js";
import { Methods } from "./methods.js";
import { SplitBars } from "./split.js";

/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */
/** @import { Explained, Explanation, Method } from "../../server/explain.js" */
/** @import { Pick } from "../../types.js" */

await styled("explain");

/** Shown first: one of each sort. */
const FIRST = ["shapley", "integrated-gradients", "occlusion", "lrp"];

/**
 * @typedef {object} Wish
 * @property {string} target "": what the network answers; "@": the pinned cell
 * @property {string} against "": nothing
 * @property {string} layer whose maps Grad-CAM and ablation look at; "": the last
 * @property {readonly string[]} methods
 */

/** @type {Wish} */
const USUAL = { target: "", against: "", layer: "", methods: FIRST };

/** @param {{state: State, actions: Actions}} context */
export function ExplainPanel({ state, actions }) {
  const anatomy = state.anatomy.value;
  const network = anatomy?.id ?? "";
  const [wish, set] = useState(USUAL);
  const [at, point] = useState(/** @type {number | null} */ (null));
  const change = (/** @type {Partial<Wish>} */ some) => set((before) => ({ ...before, ...some }));
  useEffect(() => change({ target: "", against: "", layer: "" }), [network]);
  const pin = pinned(state);
  const inner = wish.target === "@" ? pin : null;
  const { known, sure, unknown } = useMethods(
    network,
    inner ? `?layer=${inner.layer}&channel=${inner.channel}` : "",
    state,
  );
  const methods = wish.methods.filter((id) => sure && known?.some((one) => able(one, id)));
  const query = queryOf({ ...wish, methods }, pin);
  const none = sure && methods.length === 0;
  const asked = useExplained(state, methods.length ? query : null, none);
  if (!anatomy) return null;
  const { whole } = asked;
  const stuck = unknown || (none ? choice(wish) : "");
  const answer = stuck ? null : asked.answer;
  return html`<div class="explain" aria-busy=${String(!whole && !stuck)}>
    <${Why} ...${{ wish, change, pin }} classes=${anatomy.classes} label=${answer?.label ?? ""} />
    <p class="explain-number" role="status">
      ${said(answer, stuck || asked.problem, state.bare.value)}
    </p>
    ${
      answer &&
      html`<${Cards} ...${{ answer, whole, at, point }} dark=${state.dark.value} />
        <${SplitBars} ...${{ answer, anatomy, actions }} />`
    }
    ${known && html`<${Methods} ...${{ known, wish, change, anatomy }} />`}
  </div>`;
}

/** @param {{answer: Explanation, whole: boolean, dark: boolean, at: number | null, point: (at: number | null) => void}} props */
function Cards({ answer, whole, ...look }) {
  const { methods, random } = answer;
  const best = whole ? bestOf(answer) : null;
  return html`<p class="explain-legend">
      <b>Amber</b> ink speaks for it, <b>blue</b> ink against it; grey matters little.
    </p>
    <ol class="explain-cards">
      ${methods.map(
        (entry) =>
          html`<${Card}
            key=${entry.method}
            ...${{ entry, random, whole, ...look }}
            ink=${answer.ink}
            best=${entry === best}
          />`,
      )}
    </ol>
    <p class="explain-legend">
      Strong line: the number while the ink goes, the most important first. Grey: while it comes.
      Dashes: in any order.
    </p>`;
}

/** The map that the answer follows best. @param {Explanation} answer @returns {Explained | null} */
function bestOf({ methods, random }) {
  const ranked = methods.flatMap((entry) => {
    const gain = gainOf(entry, random);
    return gain !== null && gain > 0 ? [{ entry, gain }] : [];
  });
  ranked.sort((a, b) => b.gain - a.gain);
  return methods.length > 1 ? (ranked[0]?.entry ?? null) : null;
}

/** Why nothing can be asked. @param {Wish} wish */
const choice = ({ methods }) =>
  methods.length
    ? "None of the chosen methods can explain this; choose another below."
    : "Choose a method below.";

/** @param {Explanation | null} answer @param {string} problem @param {boolean} bare */
function said(answer, problem, bare) {
  if (bare) return "Draw a digit: here you see which ink speaks for the answer.";
  return problem || (answer ? numberOf(answer.question) : "One moment …");
}

/** @param {Method} method @param {string} id */
const able = (method, id) => method.id === id && !method.refusal;

/** What can be asked about. @param {State} state @returns {Pick | null} */
function pinned(state) {
  const pin = state.pin.value;
  const layer = state.anatomy.value?.layers.find(({ name }) => name === pin?.layer);
  return pin && layer?.inputs.length ? pin : null;
}

/** @param {Wish} wish @param {Pick | null} pin @returns {Record<string, string>} */
function queryOf({ target, against, layer, methods }, pin) {
  const method = methods.join();
  if (target === "@" && pin) {
    const { depth, row, column } = pin;
    const place = Object.entries({ depth, row, column }).filter(([, value]) => value !== undefined);
    const cell = Object.fromEntries(place.map(([axis, value]) => [axis, String(value)]));
    return { method, layer: pin.layer, channel: String(pin.channel), ...cell };
  }
  return {
    method,
    ...(target && target !== "@" ? { target } : {}),
    ...(against ? { against } : {}),
    ...(layer ? { layer } : {}),
  };
}

/**
 * The methods that there are, and whether that is said of what is asked about now.
 *
 * @param {string} network
 * @param {string} about
 * @param {State} state
 */
function useMethods(network, about, state) {
  const [known, set] = useState({ key: "", methods: /** @type {Method[] | null} */ (null) });
  const [failed, fail] = useState({ key: "", problem: "" });
  const connection = state.connection.value;
  const key = network + about;
  useEffect(() => {
    let gone = false;
    if (!network) return;
    getMethods(network, about).then(
      (methods) => gone || set({ key, methods }),
      (error) => {
        if (!(error instanceof ProblemError)) throw error;
        if (!gone) fail({ key, problem: error.message });
      },
    );
    return () => {
      gone = true;
    };
  }, [key, connection === "open"]);
  const sure = known.key === key;
  return {
    known: known.methods,
    sure,
    unknown: !sure && failed.key === key ? failed.problem : "",
  };
}
