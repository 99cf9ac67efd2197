/** A layer's weights as they were trained, fetched when the panel needs them. */
import { useEffect } from "../../core/ui.js";

/** @import { Filters, LayerSpec } from "../../types.js" */
/** @import { Actions } from "../../state/actions.js" */
/** @import { State } from "../../state/store.js" */

/**
 * @param {State} state
 * @param {Actions} actions
 * @param {LayerSpec | null} layer
 * @returns {Filters | undefined}
 */
export function useOriginal(state, actions, layer) {
  const found = layer ? state.filters.value.get(layer.name) : undefined;
  useEffect(() => {
    if (layer && !found) actions.attempt(actions.needFilters(layer.name));
  }, [layer?.name, Boolean(found)]);
  return found;
}
