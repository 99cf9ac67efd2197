/**
 * What the page knows about a kind of layer. One file per kind says it, `index.js` lists them.
 *
 * An explanation is data: a row of blocks, which the panel draws. So a kind needs no page to be
 * tested, and a new block is drawn in one place.
 */

/** @import { Cell, LayerSpec } from "../types.js" */
/** @import { Sees } from "../core/geometry.js" */
/** @import { Tone } from "../core/colormap.js" */

/**
 * @typedef {object} Kind
 * @property {string} kind the anatomy's word for it
 * @property {string} short its name in a narrow column
 * @property {boolean} [joins] stands in the column of the layer that it alone follows
 * @property {boolean} [silent] leaves the numbers as they are
 * @property {boolean} [mixes] each of its maps or units reads all of the source, not only its own
 * @property {boolean} [slides] its kernels slide over maps, and stand beside what they find
 * @property {Sees} sees
 * @property {(layer: LayerSpec, sources: Tone[]) => Tone} tone what sort of numbers it puts out
 * @property {(layer: LayerSpec) => [number, number] | null} [extent] the colour scale's ends, where they are known
 * @property {(layer: LayerSpec, sources: LayerSpec[], channel: number) => string[]} facts for the title line
 * @property {(cell: Cell, scene: Scene) => Explanation} explain
 * @property {(cell: Cell) => number | null} recompute the result from the cell's own numbers; null: nothing to add up
 */

/**
 * @typedef {object} Scene what surrounds the explained cell
 * @property {LayerSpec} layer
 * @property {LayerSpec[]} sources
 * @property {(name: string) => LayerSpec | undefined} layerNamed
 * @property {string[]} classes
 * @property {number | null} part which of several input channels is looked at; null: the strongest; -1: all
 * @property {number} [reach] how far the numbers of the source go: a curve that stands still while its point moves
 */

/**
 * @typedef {object} Parts the input channels that are summed
 * @property {number} shown index, or -1 for all
 * @property {string[]} names
 * @property {number[]} sums
 */

/**
 * @typedef {object} Explanation
 * @property {Block[]} blocks left to right
 * @property {Block[]} [pictures] what may be scrolled to, behind the result
 * @property {Line[]} lines the sum, top to bottom; the last one is the result
 * @property {Parts} [parts]
 */

/** @typedef {{label: string, value: number, note?: string}} Line */

/** @typedef {MatrixBlock | SignBlock | RowsBlock | ColumnsBlock | TermsBlock | CurveBlock | BarsBlock | NoteBlock} Block */

/**
 * @typedef {object} MatrixBlock a grid of numbers
 * @property {"matrix"} block
 * @property {number[][]} values
 * @property {string} caption
 * @property {boolean[][]} [valid] false where the window lies in the padding
 * @property {number[] | null} [winner] row and column
 * @property {number} [at] the number that it is about now, row-major
 * @property {number} [reached] how many are known; the others are still to come
 * @property {number} [won] the best so far
 */

/** @typedef {{block: "sign", text: string}} SignBlock */
/** @typedef {{block: "note", text: string}} NoteBlock */

/**
 * @typedef {object} RowsBlock pictures without numbers, in rows that belong together
 * @property {"rows"} block
 * @property {number} width cells of one picture
 * @property {number} height
 * @property {Pictures[]} rows
 * @property {string[]} names of the pictures, side by side
 * @property {string} caption
 * @property {number} [room] pixels for a row, where there is less than usual
 */

/** @typedef {{label: string, tone: Tone, pictures: number[][], extent?: [number, number]}} Pictures `extent`: where it is not their own */

/**
 * @typedef {object} ColumnsBlock larger pictures side by side, with signs between them
 * @property {"columns"} block
 * @property {number} width
 * @property {number} height
 * @property {Pictures[]} columns
 * @property {string[]} signs one fewer than columns
 */

/**
 * @typedef {object} TermsBlock the largest terms of a long sum
 * @property {"terms"} block
 * @property {string} caption
 * @property {{label: string, operand: number, weight: number, product: number}[]} terms
 * @property {{count: number, sum: number}} rest
 * @property {number} [scale] the size of the longest bar, where it is not the largest one's
 */

/**
 * @typedef {object} CurveBlock
 * @property {"curve"} block
 * @property {(x: number) => number} f
 * @property {[x: number, y: number]} at
 * @property {string} caption
 * @property {number} [reach] the x at the right border
 * @property {boolean} [known] false: only x is
 */

/**
 * @typedef {object} BarsBlock
 * @property {"bars"} block
 * @property {string} caption
 * @property {{label: string, part: number, text: string, marked: boolean}[]} bars `part` of the whole, 0..1
 */

export {};
