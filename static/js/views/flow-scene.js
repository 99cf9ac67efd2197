/** What stands on a flow now, for whoever draws it again elsewhere: the export. */

/** @import { FlowContext } from "./flow.js" */

/** @type {WeakMap<Element, FlowContext>} */
const scenes = new WeakMap();

/** @param {Element} root @param {FlowContext} context */
export const rememberScene = (root, context) => void scenes.set(root, context);

/** @param {Element | null} root */
export const sceneOn = (root) => (root && scenes.get(root)) ?? null;
