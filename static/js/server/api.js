/** The REST calls that the page makes. Whatever goes wrong is a `ProblemError`. */
import { open, read } from "../core/safetensors.js";

/** @import { Ablation, Anatomy, Filters, LayerWithout, NetworkSummary, Problem } from "../types.js" */

const ROOT = "/api/v1";
const SAFETENSORS = "application/vnd.safetensors";

/** The server's own words about a refused request, or ours when it did not answer. */
export class ProblemError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** @type {Problem} */
const UNREACHABLE = {
  title: "The server does not answer",
  detail: "Is it still running? The page tries again by itself.",
};

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Response>} with a status below 400
 */
export async function request(path, options) {
  const response = await fetch(ROOT + path, options).catch(() => {
    throw new ProblemError(UNREACHABLE);
  });
  if (response.ok) return response;
  const problem = await response.json().catch(() => null);
  throw new ProblemError({ title: response.statusText, ...problem, status: response.status });
}

/** The address of a call about a moment of a training. @param {string} path @param {number | null} [step] */
export const atCheckpoint = (path, step) =>
  step == null ? path : `${path}${path.includes("?") ? "&" : "?"}checkpoint=${step}`;

/**
 * @param {string} path
 * @param {Record<string, any>} facts the body, and the checkpoint that it asks
 * @param {{accept?: string, signal?: AbortSignal}} [options]
 */
export const post = (path, { checkpoint, ...body }, { accept = "application/json", signal } = {}) =>
  request(atCheckpoint(path, checkpoint), {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", Accept: accept },
    signal,
  });

/** @param {string} text */
export const part = (text) => encodeURIComponent(text);

/** @returns {Promise<NetworkSummary[]>} */
export const getNetworks = async () => (await (await request("/networks")).json()).networks;

/** @param {string} id @returns {Promise<Anatomy>} */
export const getAnatomy = async (id) => (await request(`/networks/${part(id)}`)).json();

/** @param {string} id @param {string} layer @param {number | null} checkpoint @returns {Promise<Filters>} */
export async function getFilters(id, layer, checkpoint) {
  const whole = `/networks/${part(id)}/layers/${part(layer)}/filters`;
  const path = atCheckpoint(whole, checkpoint);
  const response = await request(path, { headers: { Accept: SAFETENSORS } });
  const archive = open(await response.arrayBuffer());
  const tensors = new Map(archive.entries.map(([name, entry]) => [name, read(archive, entry)]));
  const weights = tensors.get("weight");
  if (!weights) throw new ProblemError({ title: `No weights came for ${layer}` });
  return { shape: weights.shape, weights: weights.data, bias: tensors.get("bias")?.data ?? null };
}

/** @typedef {{label: string, index: number, source: string, pixels: number[][]}} Sample a digit of the test set */

/** A random one. @param {string} id @param {number} seed @returns {Promise<Sample>} */
export const getSample = async (id, seed) =>
  (await request(`/sample?network=${part(id)}&seed=${seed}`)).json();

/** The one with this number. @param {number} index @returns {Promise<Sample>} */
export const getDigit = async (index) => (await request(`/sample?index=${index}`)).json();

/**
 * What a network says about what is on screen.
 *
 * @param {string} id
 * @param {"predict" | "trace"} what
 * @param {Record<string, any>} body
 * @param {string} [accept]
 */
export const ask = (id, what, body, accept) =>
  post(`/networks/${part(id)}/${what}`, body, { accept });

/**
 * How far the answer falls without each channel of some layers.
 *
 * @param {string} id
 * @param {string[]} layers
 * @param {Record<string, unknown>} body the drawing and the edits
 * @param {AbortSignal} signal
 * @returns {Promise<Ablation>}
 */
export async function getAblation(id, layers, body, signal) {
  const path = `/networks/${part(id)}/ablate?layers=${layers.map(part).join()}`;
  const found = await (await post(path, body, { signal })).json();
  const known = found.layers.map((/** @type {LayerWithout} */ one) => [one.layer, one]);
  return { ...found, layers: new Map(known), stale: false };
}

/** How much one request may ask for. @returns {Promise<Record<string, number>>} */
export const getLimits = async () => (await request("/limits")).json();

/**
 * Let the server judge a picture file.
 *
 * @param {string} id
 * @param {Blob} file
 */
export const checkPicture = async (id, file) => {
  // The server looks at the bytes; the name "image" makes it speak of pictures, whatever they are.
  const type = file.type.startsWith("image/") ? file.type : "image/png";
  const headers = { "Content-Type": type };
  await request(`/networks/${part(id)}/predict`, { method: "POST", body: file, headers });
};
