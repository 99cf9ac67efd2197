/**
 * The page's vocabulary. Types only: nothing here runs.
 *
 * @typedef {[x: number, y: number] | [x: number, y: number, t: number]} Point fractions of the canvas, y downwards; t in ms
 * @typedef {readonly Point[]} Stroke never changed in place, so that two inks can be compared by identity
 *
 * @typedef {object} Ink
 * @property {readonly Stroke[]} strokes
 * @property {number} width the pen's diameter, a fraction of the canvas side
 *
 * @typedef {object} Picture what is loaded instead of drawn: either `pixels` or `image`
 * @property {number[][]} [pixels] rows of 0..1, bright ink on 0
 * @property {string} [image] base64 of a picture file
 * @property {boolean} [invert] of `image`: whether light and dark change places; left out: as it is found
 * @property {string} [url] what the pad shows for `image`
 * @property {string} [label] its true class, where known
 * @property {string} [source] where it came from, for people
 * @property {number} [index] of a digit of the test set: all that a link needs to know
 *
 * @typedef {object} Switches which steps of the normalisation are taken
 * @property {boolean} crop
 * @property {boolean} thicken
 * @property {boolean} scale
 * @property {boolean} centre
 *
 * @typedef {boolean | Switches} Fit all steps, none, or some
 *
 * @typedef {object} Drawing what one undo step restores
 * @property {Ink} ink
 * @property {Picture | null} picture
 *
 * @typedef {"draw" | "erase" | "undo" | "redo" | "clear" | "picture" | "width" | "back"} Deed what last changed
 *   the drawing; "back": it went on from a moment of the past
 *
 * @typedef {object} Stamp the drawing of now, as the timeline knows it
 * @property {Drawing} drawing
 * @property {Deed} deed
 * @property {number} time of the change, in ms
 * @property {number} run drawings with another number are on another timeline
 *
 * @typedef {object} Answer what stays of a frame when its layers are forgotten
 * @property {string} label
 * @property {number} index
 * @property {number[]} probabilities
 * @property {number | null} notADigit
 *
 * @typedef {Stamp & {answer: Answer | null}} Moment without an answer: the network was not asked yet
 *
 * @typedef {object} Edit a change of one channel (or unit) of one layer, for this page only
 * @property {string} layer
 * @property {number} channel
 * @property {number} [scale] multiplies the channel's output; 0 switches it off
 * @property {NumberTree} [weights] in place of the channel's kernel
 * @property {number} [bias] in place of the channel's bias
 * @property {boolean} [solo] every channel of the layer that is not solo is off
 *
 * @typedef {object} NetworkSummary
 * @property {string} id
 * @property {string} title
 * @property {string} [summary]
 * @property {{channels: number, height: number, width: number}} input
 * @property {string[]} classes
 * @property {number} parameters
 * @property {number} connections
 * @property {Record<string, number>} metrics
 *
 * @typedef {object} ReceptiveField one entry for each spatial axis
 * @property {number[]} size
 * @property {number[]} jump
 * @property {number[]} offset index of the first input row or column that cell 0 sees; negative when padded
 *
 * @typedef {object} LayerSpec one layer of the anatomy
 * @property {string} name
 * @property {string} kind
 * @property {string} title
 * @property {string[]} inputs names of the layers it reads
 * @property {number[]} shape without batch: [C, H, W], [C, L] or [N]
 * @property {number[] | null} kernel
 * @property {number[] | null} stride
 * @property {number[] | null} padding
 * @property {number[] | null} [dilation]
 * @property {number | null} [groups]
 * @property {number} parameters
 * @property {number} connections
 * @property {number} outputs
 * @property {ReceptiveField | null} receptive_field
 * @property {boolean} filters has weights to show
 * @property {("weights" | "bias")[]} editable which of its tensors have a part for each channel
 * @property {Record<string, any>} detail what else the kind knows
 *
 * @typedef {NetworkSummary & {layers: LayerSpec[]}} Anatomy layers in forward order
 *
 * @typedef {object} Tensor
 * @property {number[]} shape
 * @property {Float32Array} data row-major
 *
 * @typedef {object} Frame the answer to one live message
 * @property {number} seq
 * @property {string} network
 * @property {number | null} checkpoint the step of its training; null: finished
 * @property {string} label
 * @property {number} index
 * @property {number} probability
 * @property {number[]} probabilities
 * @property {number[]} logits
 * @property {number | null} notADigit 0..1, higher is less like a digit; null when the network cannot tell
 * @property {Record<string, [low: number, high: number]>} ranges by layer
 * @property {Map<string, Tensor>} tensors every layer's output by name
 * @property {Cell | null} cell only when one was asked for
 * @property {Near | null} near only when neighbours were asked for
 * @property {Prediction | null} baseline what the untouched network says, when there are edits
 * @property {Map<string, Tensor> | null} differences edited less untouched, by layer, where an edit reaches; null: not asked for
 *
 * @typedef {object} Near the drawing on a layer's map of digits
 * @property {string} layer
 * @property {[x: number, y: number]} place
 * @property {number} outside share of digits that have their own nearest one nearer
 * @property {{digit: number, label: string, predicted: string, wrong: boolean | null, distance: number}[]} nearest
 *
 * @typedef {object} Prediction
 * @property {string} label
 * @property {number} index
 * @property {number} probability
 * @property {number[]} probabilities
 * @property {number[]} logits
 *
 * @typedef {object} LayerWithout one number for each channel: the answer without it
 * @property {string} layer
 * @property {number[]} probability of the class that the whole network answers
 * @property {number[]} drop how far that falls
 * @property {number[]} margin its logit less the best other one
 * @property {string[]} label what the network answers then
 *
 * @typedef {object} Ablation how far the answer falls without each channel
 * @property {string} network
 * @property {string} label
 * @property {number} probability
 * @property {number} margin
 * @property {Map<string, LayerWithout>} layers
 * @property {boolean} stale the drawing or the edits have changed since
 *
 * @typedef {number | NumberTree[]} NumberTree
 * @typedef {boolean | BooleanTree[]} BooleanTree
 *
 * @typedef {object} CellSource what a cell reads in one source layer
 * @property {string} layer
 * @property {number[]} [channels]
 * @property {number[]} [start] first row and column of the window; negative when padded
 * @property {number[]} [size]
 * @property {number[]} [step]
 * @property {[first: number, count: number]} [units] of a flat source
 * @property {number[]} [cell] a single source cell
 *
 * @typedef {object} Cell how one number came to be
 * @property {string} layer
 * @property {string} kind
 * @property {string} title
 * @property {number[]} index
 * @property {string} operation
 * @property {string} formula
 * @property {NumberTree} operands
 * @property {NumberTree | null} weights same nesting as `operands`
 * @property {NumberTree | null} products same nesting as `operands`
 * @property {BooleanTree | null} valid false where the window lies in padding; null: all inside
 * @property {number} sum
 * @property {number} bias
 * @property {number} result
 * @property {CellSource[]} sources
 * @property {number[] | null} winner position of the largest operand
 * @property {Record<string, any>} detail
 * @property {{start: number[], end: number[]} | null} receptive_field on the input layer, inclusive
 *
 * @typedef {object} Pick one cell of one layer; a flat layer has no row and column, its unit is `channel`
 * @property {string} layer
 * @property {number} channel
 * @property {number} [depth] of a 3-D layer
 * @property {number} [row]
 * @property {number} [column] the only one of a 1-D layer
 *
 * @typedef {"auto" | "whole" | number} Tempo slow then fast; all in a few seconds; or steps a second
 *
 * @typedef {object} Motion a map (or all units of a flat layer) that is being built
 * @property {string} layer
 * @property {number} channel which map; 0 of a flat layer
 * @property {number} at the cell, in reading order; those before it are built
 * @property {number | null} beat the step inside the cell; null: the cell is finished
 * @property {number | null} steps how many the cell has; null until its numbers are here
 * @property {"cell" | "part" | "term"} grain what one step is
 * @property {Tempo} tempo
 * @property {boolean} playing
 * @property {boolean} fast too fast for eyes to follow the arithmetic
 * @property {Pick} held the pin when it began; another pin moves or ends it
 *
 * @typedef {object} Filters
 * @property {number[]} shape
 * @property {Float32Array} weights
 * @property {Float32Array | null} bias
 *
 * @typedef {object} Problem RFC 9457
 * @property {string} [type]
 * @property {string} title
 * @property {number} [status]
 * @property {string} [detail]
 * @property {{loc: (string | number)[], msg: string}[]} [errors]
 *
 * @typedef {"connecting" | "open" | "silent" | "reconnecting"} Connection
 * @typedef {"system" | "light" | "dark"} Theme
 * @typedef {"pen" | "eraser"} Tool
 */

/**
 * @template T
 * @typedef {import("../vendor/signals-core.js").Signal<T>} Signal
 */

/**
 * @template T
 * @typedef {import("../vendor/signals-core.js").ReadonlySignal<T>} ReadonlySignal
 */

export {};
