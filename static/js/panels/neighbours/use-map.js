/** The maps of a network, one at a time, and the pictures of its digits. */
import { useEffect, useRef, useState } from "../../core/ui.js";
import { ProblemError } from "../../server/api.js";
import { getMap, getSheet } from "../../server/near.js";

/** @import { NearMap, Sheet } from "../../server/near.js" */

/**
 * @typedef {object} Maps
 * @property {NearMap | null} map of the network; another layer's until the chosen one is there
 * @property {Sheet | null} sheet
 * @property {string} problem why there is none
 */

/** @type {Maps} */
const NOTHING = { map: null, sheet: null, problem: "" };

/**
 * @param {string} network
 * @param {string} layer "": the server's choice
 * @returns {Maps}
 */
export function useMaps(network, layer) {
  const [maps, set] = useState(NOTHING);
  const known = useRef(/** @type {Map<string, NearMap>} */ (new Map()));

  useEffect(() => {
    const stop = new AbortController();
    set(NOTHING);
    if (network) hear(getSheet(network, stop.signal), stop.signal, (sheet) => ({ sheet }), set);
    return () => stop.abort();
  }, [network]);

  useEffect(() => {
    const stop = new AbortController();
    const found = known.current.get(`${network}/${layer}`);
    const work = found ? Promise.resolve(found) : getMap(network, layer, stop.signal);
    if (network)
      hear(work, stop.signal, (map) => {
        known.current.set(`${network}/${map.layer}`, map);
        return { map, problem: "" };
      }, set); // prettier-ignore
    return () => stop.abort();
  }, [network, layer]);
  return maps.map && maps.map.network !== network ? NOTHING : maps;
}

/**
 * @template T
 * @param {Promise<T>} work
 * @param {AbortSignal} signal
 * @param {(found: T) => Partial<Maps>} keep
 * @param {(change: (before: Maps) => Maps) => void} set
 */
async function hear(work, signal, keep, set) {
  try {
    const found = keep(await work);
    if (!signal.aborted) set((before) => ({ ...before, ...found }));
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof ProblemError)) throw error;
    set((before) => ({ ...before, problem: error.message }));
  }
}
