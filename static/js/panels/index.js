/** The registry of the rail's panels: one line each; a panel's code is fetched when it is opened. */

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */

/**
 * @typedef {object} PanelEntry
 * @property {string} id also its name in a shared link
 * @property {string} title
 * @property {string} icon path data of a line icon, 20 × 20
 * @property {() => Promise<(props: {state: State, actions: Actions}) => any>} load its component
 */

/** @type {readonly PanelEntry[]} */
export const PANELS = [
  {
    id: "edit",
    title: "Edit",
    icon: "M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4",
    load: () => import("./edit/panel.js").then(({ EditPanel }) => EditPanel),
  },
  {
    id: "api",
    title: "API",
    icon: "M7 6l-4 4 4 4M13 6l4 4-4 4",
    load: () => import("./api/api.js").then(({ ApiPanel }) => ApiPanel),
  },
];
