/** Before the first paint: the theme that was chosen last time, else the system's; and that there are scripts. */
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("inkling.theme");
  } catch {
    // Storage is forbidden: the system decides.
  }
  if (theme !== "light" && theme !== "dark") {
    theme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  }
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.live = "true"; // a chapter shows its figures, not its still pictures
})();
