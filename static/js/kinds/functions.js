/** The activation functions, as PyTorch has them, for curves and for the way on to the next layer. */

/** @import { LayerSpec } from "../types.js" */

/** @typedef {(x: number, settings: Record<string, any>) => number} Activation */

const sigmoid = (/** @type {number} */ x) => 1 / (1 + Math.exp(-x));
const softplus = (/** @type {number} */ x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(0, x);
const clamp = (/** @type {number} */ x, low = 0, high = 1) => Math.min(high, Math.max(low, x));

/** Abramowitz and Stegun 7.1.26, |error| < 1.5e-7. @param {number} x */
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const poly =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - poly * Math.exp(-x * x));
}

/** @param {number} x */
const tanhGelu = (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

/** @type {Record<string, Activation>} */
export const FUNCTIONS = {
  relu: (x) => Math.max(0, x),
  relu6: (x) => clamp(x, 0, 6),
  leaky_relu: (x, { negative_slope = 0.01 }) => (x > 0 ? x : negative_slope * x),
  prelu: (x, { negative_slope = 0.25 }) => (x > 0 ? x : negative_slope * x),
  elu: (x, { alpha = 1 }) => (x > 0 ? x : alpha * Math.expm1(x)),
  celu: (x, { alpha = 1 }) => (x > 0 ? x : alpha * Math.expm1(x / alpha)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  gelu: (x, { approximate = "none" }) =>
    approximate === "tanh" ? tanhGelu(x) : 0.5 * x * (1 + erf(x / Math.SQRT2)),
  silu: (x) => x * sigmoid(x),
  mish: (x) => x * Math.tanh(softplus(x)),
  sigmoid,
  log_sigmoid: (x) => -softplus(-x),
  tanh: (x) => Math.tanh(x),
  tanhshrink: (x) => x - Math.tanh(x),
  softsign: (x) => x / (1 + Math.abs(x)),
  hardtanh: (x, { min_val = -1, max_val = 1 }) => clamp(x, min_val, max_val),
  hardsigmoid: (x) => clamp(x / 6 + 0.5),
  hardswish: (x) => x * clamp(x / 6 + 0.5),
  softplus: (x, { beta = 1 }) => softplus(beta * x) / beta,
  scaled_tanh: (x, { amplitude = 1.7159, slope = 2 / 3 }) => amplitude * Math.tanh(slope * x),
  negative: (x) => -x,
  scale: (x, { factor = 1 }) => factor * x,
};

/**
 * A layer's function where the layer knows all its settings; PReLU's slope is each channel's own.
 *
 * @param {LayerSpec} layer
 * @returns {Activation | undefined}
 */
export const functionOf = ({ detail }) =>
  detail.function === "prelu" ? undefined : FUNCTIONS[detail.function];

/** Those that never go below zero. */
export const NEVER_NEGATIVE = new Set(["relu", "relu6", "sigmoid", "hardsigmoid", "softplus"]);
