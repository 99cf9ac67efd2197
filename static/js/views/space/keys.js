/** The keys of the view in space; what is not here is as on the flat layers. */

/** @type {readonly import("../keys.js").Key[]} */
export const SPACE_KEYS = [
  ["turn", ["Mod+ArrowLeft", "Mod+ArrowRight", "Mod+ArrowUp", "Mod+ArrowDown"], "Turn the layers"],
  [
    "shift",
    ["Mod+Shift+ArrowLeft", "Mod+Shift+ArrowRight", "Mod+Shift+ArrowUp", "Mod+Shift+ArrowDown"],
    "Move them",
  ],
  ["nearer", ["+", "="], "Nearer"],
  ["farther", ["-"], "Farther"],
  ["fly", ["f"], "Fly to the layer"],
  ["home", ["0", "Home"], "All layers again"],
].map(
  ([command, combos, words]) =>
    /** @type {import("../keys.js").Key} */ ({ place: "space", command, combos, words }),
);
