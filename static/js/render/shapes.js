/**
 * A picture as a list of shapes, and that list as SVG or on a canvas: one description, two papers.
 *
 * Numbers are cells of a raster: on paper they become rectangles, so that they stay sharp at any size.
 */

/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/** @typedef {{text: string, fill: string, weight: number}} Part of a line of text */

/**
 * @typedef {(
 *   | Box & {kind: "rect", fill?: string, stroke?: string, line?: number, radius?: number, alpha?: number}
 *   | {kind: "line", points: number[], stroke: string, line: number, alpha: number}
 *   | Box & {kind: "ramp", stops: string[]}
 *   | Box & {kind: "cells", columns: number, rows: number, words: Uint32Array, blank: number}
 *   | {kind: "text", x: number, y: number, text: string, size: number, fill: string, mono?: boolean,
 *      weight?: number, anchor?: "start" | "end", parts?: Part[]}
 * )} Shape
 *
 * @typedef {object} Picture
 * @property {number} width
 * @property {number} height
 * @property {string} title one line, for people who do not see it
 * @property {Shape[]} shapes the lowest first
 */

export const FONTS = {
  sans: 'Inter, "Helvetica Neue", Arial, sans-serif',
  mono: '"JetBrains Mono", Menlo, Consolas, monospace',
};

/** A line that leaves and arrives level, as the flow draws it. @param {number[]} points */
export function curve(points) {
  const parts = [`M${points[0]} ${points[1]}`];
  for (let at = 2; at < points.length; at += 2) {
    const [x0, y0, x1, y1] = points.slice(at - 2, at + 2);
    const bend = Math.max(10, Math.abs(x1 - x0) / 2);
    parts.push(`C${[x0 + bend, y0, x1 - bend, y1, x1, y1].map(brief).join(" ")}`);
  }
  return parts.join("");
}

/** @param {number} value */
const brief = (value) => String(Math.round(value * 100) / 100);

/** @param {string} text */
const escaped = (text) =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/[^\t\n\x20-\uffff]/g, "");

/** @param {number} word 0xAABBGGRR */
export const hex = (word) =>
  `#${[word, word >> 8, word >> 16].map((v) => (v & 255).toString(16).padStart(2, "0")).join("")}`;

/** @param {Record<string, string | number | undefined>} values */
const attributes = (values) =>
  Object.entries(values)
    .flatMap(([name, value]) =>
      value === undefined
        ? []
        : ` ${name}="${typeof value === "number" ? brief(value) : escaped(value)}"`,
    )
    .join("");

/** @param {Part} part */
const partOf = ({ fill, weight }) => attributes({ fill, "font-weight": weight });

/** @param {Picture} picture @returns {string} a whole SVG document */
export function svgOf({ width, height, title, shapes }) {
  const size = attributes({ width, height, viewBox: `0 0 ${brief(width)} ${brief(height)}` });
  const body = shapes.map((shape, at) => DRAW[shape.kind](/** @type {any} */ (shape), at));
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg"${size} role="img">
<title>${escaped(title)}</title>
${body.join("\n")}
</svg>
`;
}

/** @type {{[K in Shape["kind"]]: (shape: Extract<Shape, {kind: K}>, at: number) => string}} */
const DRAW = {
  rect: ({ x, y, width, height, fill = "none", stroke, line, radius, alpha }) =>
    `<rect${attributes({ x, y, width, height, rx: radius, fill, stroke, "stroke-width": line, opacity: alpha })}/>`,

  line: ({ points, stroke, line, alpha }) =>
    `<path${attributes({ d: curve(points), fill: "none", stroke, "stroke-width": line, opacity: alpha, "stroke-linecap": "round" })}/>`,

  ramp: ({ x, y, width, height, stops }, at) => {
    const each = stops.map((colour, stop) => {
      const offset = stop / (stops.length - 1);
      return `<stop${attributes({ offset, "stop-color": colour })}/>`;
    });
    return `<linearGradient id="ramp${at}">${each.join("")}</linearGradient><rect${attributes({ x, y, width, height, rx: height / 2, fill: `url(#ramp${at})` })}/>`;
  },

  cells: ({ x, y, width, height, columns, rows, words, blank }) => {
    const place = `translate(${brief(x)} ${brief(y)}) scale(${width / columns} ${height / rows})`;
    const paths = [...runsByColour(words, columns, blank)].map(
      ([word, runs]) => `<path fill="${hex(word)}" d="${runs.join("")}"/>`,
    );
    return `<g transform="${place}" shape-rendering="crispEdges">${paths.join("")}</g>`;
  },

  text: ({ x, y, text, size, fill, mono, weight, anchor, parts }) => {
    const family = mono ? FONTS.mono : FONTS.sans;
    const end = anchor === "end" ? "end" : undefined;
    const content = parts
      ? parts.map((part) => `<tspan${partOf(part)}>${escaped(part.text)}</tspan>`).join("")
      : escaped(text);
    return `<text${attributes({ x, y, "font-family": family, "font-size": size, "font-weight": weight, fill, "text-anchor": end, "xml:space": parts && "preserve" })}>${content}</text>`;
  },
};

/**
 * Cells of one colour side by side as one rectangle; those of the paper's own colour are left out.
 *
 * @param {Uint32Array} words
 * @param {number} columns
 * @param {number} blank
 * @returns {Map<number, string[]>} path data by colour
 */
export function runsByColour(words, columns, blank) {
  /** @type {Map<number, string[]>} */
  const runs = new Map();
  for (let at = 0; at < words.length;) {
    const row = Math.floor(at / columns);
    let end = at + 1;
    while (end < (row + 1) * columns && words[end] === words[at]) end += 1;
    if (words[at] !== blank && words[at] >>> 24) {
      const path = `M${at % columns} ${row}h${end - at}v1h-${end - at}z`;
      runs.set(words[at], [...(runs.get(words[at]) ?? []), path]);
    }
    at = end;
  }
  return runs;
}
