/** API: the exact call for what is on screen, ready to paste, and the beginning of its answer. */
import { highlight } from "../../core/highlight.js";
import { isBlank } from "../../core/ink.js";
import { callOf, snippetOf } from "../../core/snippets.js";
import { html, useEffect, useMemo, useState } from "../../core/ui.js";
import { atCheckpoint } from "../../server/api.js";
import { bodyOf } from "../../server/wire.js";
import { Segments } from "../../views/segments.js";
import { Answer } from "./answer.js";
import { styled } from "../../render/style.js";

await styled("api");

/** @import { Call, Language, Question } from "../../core/snippets.js" */
/** @import { State } from "../../state/store.js" */

/** @type {[Language, string][]} */
const LANGUAGES = [
  ["curl", "curl"],
  ["python", "Python"],
  ["javascript", "JavaScript"],
];

/** @type {[Question, string][]} */
const QUESTIONS = [
  ["predict", "Prediction"],
  ["trace", "All layers"],
  ["cell", "Picked number"],
  ["filters", "Filters"],
];

const POINT = "Point at a number of the network first";

/** The code follows when the pen rests. */
const REST = 150;

/** @param {{state: State}} props */
export function ApiPanel({ state }) {
  const [language, speak] = useState(/** @type {Language} */ ("curl"));
  const [wanted, want] = useState(/** @type {Question} */ ("predict"));
  const facts = useResting(factsOf(state));
  const able = (/** @type {Question} */ what) =>
    what === "cell" ? Boolean(facts.cell) : what !== "filters" || Boolean(facts.layer);
  const what = able(wanted) ? wanted : "predict";
  const call = useMemo(() => callFor(what, facts), [what, facts]);
  const code = call ? snippetOf(language, call) : "";
  return html`
    <${Segments}
      label="What to ask"
      value=${what}
      choices=${QUESTIONS.map(([each, text]) => [each, text, able(each) ? "" : POINT])}
      choose=${want}
      able=${able}
      name="small api-choice"
    />
    <${Segments}
      label="Language"
      value=${language}
      choices=${LANGUAGES}
      choose=${speak}
      name="small api-choice"
    />
    ${
      call
        ? html`<${Code} code=${code} /><${Answer} key=${keyOf(call)} call=${call} code=${code} />`
        : html`<p class="api-empty">Draw something: the call for it will stand here.</p>`
    }
    ${
      what === "trace" &&
      html`<p class="api-hint">
        As float32 in one file: add
        <code>-H 'Accept: application/vnd.safetensors' -o layers.safetensors</code>
      </p>`
    }
    <p class="api-hint">
      <a href="/docs">All calls of the API</a> · <a href="/openapi.json">OpenAPI</a>
    </p>
  `;
}

/** @param {State} state */
function factsOf(state) {
  const { seen, fit, edits, checkpoint, anatomy, picked, pin } = state;
  const layers = anatomy.value?.layers ?? [];
  const cell = pin.value ?? picked.value;
  const own = layers.find(({ name, filters }) => filters && name === cell?.layer);
  return {
    network: anatomy.value?.id ?? "",
    seen: seen.value,
    fit: fit.value,
    edits: edits.value,
    checkpoint: checkpoint.value,
    cell,
    layer: (own ?? layers.find(({ filters }) => filters))?.name ?? "",
  };
}

/** @typedef {ReturnType<typeof factsOf>} Facts */

/** Facts that have stayed the same for a moment. @param {Facts} facts */
function useResting(facts) {
  const [resting, rest] = useState(facts);
  useEffect(() => {
    const timer = setTimeout(() => rest(facts), REST);
    return () => clearTimeout(timer);
  }, Object.values(facts));
  return resting;
}

/** Null where nothing is drawn and the question needs a drawing. @param {Question} what @param {Facts} facts @returns {Call | null} */
function callFor(what, { network, seen, fit, edits, checkpoint, cell, layer }) {
  if (!network || (isBlank(seen) && what !== "filters")) return null;
  const body = bodyOf({ ...seen, fit, edits });
  const call = callOf(what, location.origin, network, { body, cell, layer });
  return { ...call, url: atCheckpoint(call.url, checkpoint) };
}

/** @param {Call} call */
const keyOf = ({ url, body }) => url + JSON.stringify(body);

/** @param {{code: string}} props */
function Code({ code }) {
  const pieces = useMemo(() => highlight(code), [code]);
  return html`<pre class="api-code" tabindex="0" aria-label="Code"><code>${pieces.map(
    ({ kind, text }) => (kind === "text" ? text : html`<span class=${kind}>${text}</span>`),
  )}</code></pre>`;
}
