/** A call of the API as a program that can be pasted: for bash, Python and JavaScript. Pure. */

/** @import { Ink, Pick } from "../types.js" */

/** @typedef {"curl" | "python" | "javascript"} Language */
/** @typedef {"predict" | "trace" | "cell" | "filters"} Question */

/**
 * @typedef {object} Call
 * @property {Question} what
 * @property {string} url
 * @property {Record<string, any> | null} body null: a GET
 */

/** Lines end behind a list when they are longer than the panel, else at the next comma from here on. */
const NARROW = 27;
const WIDE = 88;

/**
 * @param {Question} what
 * @param {string} origin "http://localhost:8000"
 * @param {string} network
 * @param {{body: Record<string, any>, cell: Pick | null, layer: string}} facts
 * @returns {Call}
 */
export function callOf(what, origin, network, { body, cell, layer }) {
  const root = `${origin}/api/v1/networks/${encodeURIComponent(network)}`;
  if (what === "filters")
    return { what, url: `${root}/layers/${encodeURIComponent(layer)}/filters`, body: null };
  if (what !== "cell" || !cell) return { what, url: `${root}/${what}`, body: timeless(body) };
  const names = /** @type {const} */ (["layer", "channel", "depth", "row", "column"]);
  const query = names.flatMap((name) =>
    cell[name] === undefined ? [] : `${name}=${encodeURIComponent(cell[name])}`,
  );
  return { what, url: `${root}/cell?${query.join("&")}`, body: timeless(body) };
}

/** Times change no answer and only make it longer. @param {Record<string, any>} body */
function timeless(body) {
  if (!body.ink) return body;
  const { strokes, ...rest } = /** @type {Ink} */ (body.ink);
  return { ...body, ink: { strokes: strokes.map((s) => s.map(([x, y]) => [x, y])), ...rest } };
}

/** @param {Language} language @param {Call} call @returns {string} */
export const snippetOf = (language, call) => WRITERS[language](call);

/** @type {Record<Language, (call: Call) => string>} */
const WRITERS = {
  curl({ url, body }) {
    if (!body) return `curl -s ${shell(url)}`;
    const lines = [
      `curl -s ${shell(url)}`,
      "-H 'Content-Type: application/json'",
      `-d ${shell(json(body))}`,
    ];
    return lines.join(" \\\n  ");
  },

  python({ what, url, body }) {
    const call = body
      ? `body = ${pythonic(json(body))}\nanswer = httpx.post(${JSON.stringify(url)}, json=body)`
      : `answer = httpx.get(${JSON.stringify(url)})`;
    return `import httpx\n\n${call}\nanswer.raise_for_status()\nfound = answer.json()\n${SAYS[what].python}`;
  },

  javascript({ what, url, body }) {
    const options = `{
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
}`;
    const call = body
      ? `const body = ${json(body)};\nconst answer = await fetch(${JSON.stringify(url)}, ${options});`
      : `const answer = await fetch(${JSON.stringify(url)});`;
    return `${call}\nif (!answer.ok) throw new Error(await answer.text());\nconst found = await answer.json();\n${SAYS[what].javascript}`;
  },
};

/** What each program prints. @type {Record<Question, {python: string, javascript: string}>} */
const SAYS = {
  predict: {
    python: 'print(found["label"], found["probability"])',
    javascript: "console.log(found.label, found.probability);",
  },
  trace: {
    python: 'for name, values in found["layers"].items():\n    print(name, len(values))',
    javascript:
      "for (const [name, values] of Object.entries(found.layers)) console.log(name, values.length);",
  },
  cell: {
    python: 'print(found["formula"], "=", found["result"])',
    javascript: 'console.log(found.formula, "=", found.result);',
  },
  filters: {
    python: 'print(found["shape"], found["bias"])',
    javascript: "console.log(found.shape, found.bias);",
  },
};

/** A word of a POSIX shell, whatever is in it. @param {string} text */
export const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Strings in one piece, everything else in parts. */
const PARTS = /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^"[\]{}:,]+/g;

/** JSON in lines that can be read: they break behind a list, or at any comma where they must. @param {unknown} value */
export function json(value) {
  let line = 0;
  let before = "";
  const parts = JSON.stringify(value).match(PARTS) ?? [];
  return parts.reduce((text, part) => {
    line += part.length;
    const full = part === "," && line > (before === "]" ? NARROW : WIDE);
    if (full) line = 0;
    before = part;
    return text + part + (full ? "\n" : "");
  }, "");
}

const WORDS = new Map([
  ["true", "True"],
  ["false", "False"],
  ["null", "None"],
]);

/** JSON as Python has it. @param {string} text */
export const pythonic = (text) =>
  text.replace(PARTS, (part) =>
    part.replace(/^\s*(true|false|null)\s*$/, (_, word) => WORDS.get(word) ?? word),
  );
