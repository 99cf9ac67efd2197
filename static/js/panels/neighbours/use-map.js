/** The maps of a network, one at a time, and the pictures of its digits. */
import { useRef } from "../../core/ui.js";
import { getMap, getSheet } from "../../server/near.js";
import { useFetched } from "../fetched.js";

/** @import { NearMap, Sheet } from "../../server/near.js" */
/** @import { State } from "../../state/store.js" */

/**
 * @typedef {object} Maps
 * @property {NearMap | null} map of the network; another layer's until the chosen one is there
 * @property {Sheet | null} sheet
 * @property {string} problem why one of them is missing
 */

/**
 * @param {State} state
 * @param {string} network
 * @param {string} layer "": the server's choice
 * @returns {Maps}
 */
export function useMaps(state, network, layer) {
  const known = useRef(/** @type {Map<string, NearMap>} */ (new Map()));
  const last = useRef(/** @type {NearMap | null} */ (null));
  const sheet = useFetched(state, network, (signal) => getSheet(network, signal));
  const map = useFetched(state, network && `${network}/${layer}`, async (signal) => {
    const found =
      known.current.get(`${network}/${layer}`) ?? (await getMap(network, layer, signal));
    known.current.set(`${network}/${found.layer}`, found);
    return found;
  });
  last.current = map.found ?? last.current;
  return {
    map: last.current?.network === network ? last.current : null,
    sheet: sheet.found,
    problem: map.problem || sheet.problem,
  };
}
