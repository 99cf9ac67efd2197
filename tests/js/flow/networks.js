/** Small networks as the anatomy describes them, and cells as the server tells them, for tests. */

/** @param {string} name @param {string} kind @param {string[]} inputs @param {number[]} shape @param {object} [more] */
export function layer(name, kind, inputs, shape, more = {}) {
  return {
    name,
    kind,
    title: kind,
    inputs,
    shape,
    kernel: null,
    stride: null,
    padding: null,
    dilation: null,
    groups: null,
    parameters: 0,
    connections: 0,
    outputs: shape.reduce((a, b) => a * b, 1),
    receptive_field: null,
    filters: false,
    detail: {},
    ...more,
  };
}

/**
 * A cell of a layer; the parts that matter are filled in.
 *
 * @param {{name: string, kind: string, title: string}} spec
 * @param {number[]} index
 * @param {object} [more]
 */
export const cellOf = (spec, index, more = {}) => ({
  layer: spec.name,
  kind: spec.kind,
  title: spec.title,
  index,
  operation: "",
  formula: "",
  operands: [],
  weights: null,
  products: null,
  valid: null,
  sum: null,
  bias: null,
  result: 0,
  sources: [],
  winner: null,
  detail: {},
  receptive_field: null,
  ...more,
});

/** @param {number} size @param {number} [stride] @param {number} [padding] @param {number} [dilation] */
export const window = (size, stride = 1, padding = 0, dilation = 1) => ({
  kernel: [size, size],
  stride: [stride, stride],
  padding: [padding, padding],
  dilation: [dilation, dilation],
});

/** 32×32 → convolution 5×5, ReLU → max pool → flatten → dense, ReLU → dense → softmax. */
export const chain = () => [
  layer("in", "input", [], [1, 32, 32], { detail: { mean: 0.1, std: 0.3 } }),
  layer("a", "conv", ["in"], [10, 28, 28], { ...window(5), filters: true, parameters: 260 }),
  layer("b", "activation", ["a"], [10, 28, 28], { detail: { function: "relu" } }),
  layer("c", "max_pool", ["b"], [10, 14, 14], window(2, 2)),
  layer("d", "flatten", ["c"], [1960]),
  layer("e", "linear", ["d"], [200], { filters: true }),
  layer("f", "activation", ["e"], [200], { detail: { function: "relu" } }),
  layer("g", "linear", ["f"], [10], { filters: true }),
  layer("h", "softmax", ["g"], [10]),
];

/** A residual block beside a branch, joined by channels. */
export const branches = () => [
  layer("in", "input", [], [1, 8, 8]),
  layer("stem", "conv", ["in"], [4, 8, 8], { ...window(3, 1, 1), filters: true }),
  layer("stem_relu", "activation", ["stem"], [4, 8, 8], { detail: { function: "relu" } }),
  layer("one", "conv", ["stem_relu"], [4, 8, 8], { ...window(3, 1, 1), filters: true }),
  layer("sum", "add", ["stem_relu", "one"], [4, 8, 8]),
  layer("left", "conv", ["sum"], [2, 8, 8], { ...window(1), filters: true }),
  layer("right", "conv", ["sum"], [3, 8, 8], { ...window(5, 1, 4, 2), filters: true }),
  layer("both", "concat", ["left", "right"], [5, 8, 8], { detail: { axis: 0, starts: [0, 2] } }),
  layer("mystery", "fancy_thing", ["both"], [5, 8, 8]),
  layer("flat", "flatten", ["mystery"], [320]),
  layer("out", "linear", ["flat"], [3], { filters: true }),
  layer("odds", "softmax", ["out"], [3]),
];
