/** What the server really answers to a call: status, time, size, and how it begins. */
import { html, useEffect, useState } from "../../core/ui.js";
import { grouped } from "../../kinds/text.js";
import { copyText } from "../share/copy.js";

/** @import { Call } from "../../core/snippets.js" */

const BEGINNING = 1200;

/** @typedef {{status: string, ms: number, bytes: number, text: string}} Got */

/** @param {{call: Call, code: string}} props */
export function Answer({ call, code }) {
  const [got, show] = useState(/** @type {Got | null} */ (null));
  const [busy, wait] = useState(false);
  const run = async () => {
    wait(true);
    show(await fetchBeginning(call));
    wait(false);
  };
  const [copied, say] = useState("");
  const copy = async () => {
    say((await copyText(code, null)) ? "Copied" : "Select it and press Ctrl C");
  };
  useEffect(() => say(""), [code]);
  return html`<div class="api-answer">
    <div class="api-tools">
      <button type="button" class="button" disabled=${busy} onClick=${run}>Run</button>
      <span class="api-copied" role="status">${copied}</span>
      <button type="button" class="button" onClick=${copy}>Copy</button>
    </div>
    <p class="api-status" role="status">
      ${got && `${got.status} · ${Math.round(got.ms)} ms · ${grouped(got.bytes)} bytes`}
    </p>
    ${got && html`<pre tabindex="0" aria-label="Answer"><code>${got.text}</code></pre>`}
  </div>`;
}

/** @param {Call} call @returns {Promise<Got>} */
async function fetchBeginning({ url, body }) {
  const start = performance.now();
  try {
    const answer = await fetch(url, {
      method: body ? "POST" : "GET",
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    const ms = performance.now() - start;
    const status = `${answer.status} ${answer.statusText}`.trim();
    return { status, ms, bytes: new Blob([text]).size, text: beginning(text) };
  } catch {
    const ms = performance.now() - start;
    return { status: "No answer", ms, bytes: 0, text: "The server does not answer." };
  }
}

/** @param {string} text */
const beginning = (text) => (text.length > BEGINNING ? `${text.slice(0, BEGINNING)} …` : text);
