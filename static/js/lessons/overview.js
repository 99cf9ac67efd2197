/** The list of chapters shows how many questions of each were answered. */
import { answered } from "./progress.js";

const known = answered();
for (const item of document.querySelectorAll("[data-chapter]")) {
  const { chapter = "", questions = "" } = /** @type {HTMLElement} */ (item).dataset;
  const all = questions.split(" ").filter(Boolean);
  const done = all.filter((question) => known.has(`${chapter}/${question}`)).length;
  const place = item.querySelector(".course-progress");
  if (place && all.length) place.textContent = done ? `${done} of ${all.length}` : "";
}
