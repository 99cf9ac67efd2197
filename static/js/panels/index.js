/** The registry of the rail's panels: one line each; a panel's code is fetched when it is opened. */

/** @import { Actions } from "../state/actions.js" */
/** @import { State } from "../state/store.js" */

/**
 * @typedef {object} PanelEntry
 * @property {string} id also its name in a shared link
 * @property {string} title
 * @property {string} icon path data of a line icon, 20 × 20
 * @property {boolean} [finished] what it tells is of the finished network, whatever moment is shown
 * @property {() => Promise<(props: {state: State, actions: Actions}) => any>} load its component
 */

/** @type {readonly PanelEntry[]} */
export const PANELS = [
  {
    id: "gallery",
    title: "Gallery",
    finished: true,
    icon: "M3 4h6v6H3zM11 4h6v6h-6zM3 12h6v5H3zM11 12h6v5h-6z",
    load: () => import("./gallery/gallery.js").then(({ Gallery }) => Gallery),
  },
  {
    id: "input",
    title: "What it saw",
    icon: "M3 6V3h3M14 3h3v3M17 14v3h-3M6 17H3v-3M7 13l3-7 3 7M8 11h4",
    load: () => import("./input/input.js").then(({ InputSteps }) => InputSteps),
  },
  {
    id: "explain",
    title: "Explain",
    icon: "M10 17v-1M10 13c0-3 3-3 3-6a3 3 0 0 0-6 0M3 3v14h14",
    load: () => import("./explain/panel.js").then(({ ExplainPanel }) => ExplainPanel),
  },
  {
    id: "edit",
    title: "Edit",
    icon: "M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4",
    load: () => import("./edit/panel.js").then(({ EditPanel }) => EditPanel),
  },
  {
    id: "causes",
    title: "Causes",
    icon: "M4 4v12h12M8 13V9M12 13V6M16 13v-2",
    load: () => import("./causes/panel.js").then(({ Causes }) => Causes),
  },
  {
    id: "neighbours",
    title: "Neighbours",
    finished: true,
    icon: "M6 6.5a1.5 1.5 0 1 0 .01 0M14 5a1.5 1.5 0 1 0 .01 0M5 14a1.5 1.5 0 1 0 .01 0M12.5 10a3 3 0 1 0 .01 0",
    load: () => import("./neighbours/neighbours.js").then(({ Neighbours }) => Neighbours),
  },
  {
    id: "nudge",
    title: "What if",
    icon: "M4 16l1-4 8-8 3 3-8 8zM11 6l3 3M3 3l2 2M3 8h2M8 3v2",
    load: () => import("./nudge/panel.js").then(({ WhatIf }) => WhatIf),
  },
  {
    id: "time",
    title: "Time",
    icon: "M10 4a6.5 6.5 0 1 1-6.2 4.5M3 4v5h5M10 7v4l3 2",
    load: () => import("./time/panel.js").then(({ TimeMachine }) => TimeMachine),
  },
  {
    id: "compare",
    title: "Compare",
    icon: "M3 4h14v4H3zM3 12h14v4H3zM10 8v4",
    load: () => import("./compare/panel.js").then(({ Compare }) => Compare),
  },
  {
    id: "trust",
    title: "Trust",
    finished: true,
    icon: "M10 3l6 2v4.5c0 3.6-2.4 6.2-6 7.5-3.6-1.3-6-3.9-6-7.5V5zM7.5 10l2 2 3.5-4",
    load: () => import("./trust/panel.js").then(({ Trust }) => Trust),
  },
  {
    id: "api",
    title: "API",
    icon: "M7 6l-4 4 4 4M13 6l4 4-4 4",
    load: () => import("./api/api.js").then(({ ApiPanel }) => ApiPanel),
  },
];
