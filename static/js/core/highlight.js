/** Code in coloured pieces: enough for snippets of a few lines, no more. */

/** @typedef {{kind: "text" | "string" | "number" | "word", text: string}} Piece */

const PIECES =
  /(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<number>\b\d+(?:\.\d+)?(?:e[-+]?\d+)?\b)|(?<word>\b(?:import|from|await|const|for|of|in|if|throw|new|print|curl|True|False|None|true|false|null)\b)/g;

/** Longer code stays plain: nobody reads it letter by letter. */
const MOST = 20_000;

/** @param {string} code @returns {Piece[]} */
export function highlight(code) {
  if (code.length > MOST) return [{ kind: "text", text: code }];
  /** @type {Piece[]} */
  const pieces = [];
  let last = 0;
  for (const match of code.matchAll(PIECES)) {
    if (match.index > last) pieces.push({ kind: "text", text: code.slice(last, match.index) });
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? [];
    pieces.push({ kind: /** @type {Piece["kind"]} */ (kind), text: match[0] });
    last = match.index + match[0].length;
  }
  if (last < code.length) pieces.push({ kind: "text", text: code.slice(last) });
  return pieces;
}
