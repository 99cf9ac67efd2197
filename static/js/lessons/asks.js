/** Questions: the reader answers, the network marks, and a wrong answer is explained. */
import { answered, rememberAnswer } from "./progress.js";

/**
 * @typedef {object} Verdict
 * @property {boolean | null} right null: nothing was answered
 * @property {string} words
 */

/**
 * @param {HTMLFormElement} form
 * @param {{chapter: string, say: (what: string, place: string) => string | null, onRight: (form: HTMLFormElement) => void}} lesson
 */
export function mountAsk(form, { chapter, say, onRight }) {
  const name = form.dataset.ask ?? "";
  const said = /** @type {HTMLElement} */ (form.querySelector(".ask-said"));

  /** @param {Verdict} verdict */
  function tell({ right, words }) {
    form.dataset.verdict = right === null ? "none" : right ? "right" : "wrong";
    said.textContent = right === null ? words : `${right ? "Right." : "Not quite."} ${words}`;
    if (!right) return;
    rememberAnswer(chapter, name);
    onRight(form);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell(form.elements.namedItem("number") ? byNumber(form, say) : byChoice(form));
  });
  form.querySelector("[data-reveal]")?.addEventListener("click", () => {
    form.dataset.verdict = "shown";
    said.textContent = solution(form, say);
    onRight(form);
  });
  if (answered().has(`${chapter}/${name}`)) {
    form.dataset.known = "true";
    onRight(form);
  }
}

/** @param {HTMLFormElement} form @returns {Verdict} */
function byChoice(form) {
  const chosen = /** @type {HTMLInputElement | null} */ (form.querySelector("input:checked"));
  if (!chosen) return { right: null, words: "Choose one first." };
  return { right: chosen.dataset.right === "yes", words: chosen.dataset.why ?? "" };
}

/** @param {HTMLFormElement} form @param {(what: string, place: string) => string | null} say @returns {Verdict} */
function byNumber(form, say) {
  const { answer, why = "", slips = "{}" } = form.dataset;
  const typed = new FormData(form).get("number");
  const value = numberIn(String(typed ?? ""));
  if (value === null) return { right: null, words: "Type a whole number first." };
  const known = answer ?? asked(form, say);
  if (known === null) return { right: null, words: "The network has not answered yet." };
  const right = Number(known);
  if (value === right) return { right: true, words: why };
  const slip = JSON.parse(slips)[String(value)];
  return { right: false, words: slip ?? nearer(value, right) };
}

/** What the network on the page says now. @param {HTMLFormElement} form @param {(what: string, place: string) => string | null} say */
const asked = ({ dataset }, say) => say(dataset.sayAnswer ?? "", dataset.place ?? "");

/** @param {HTMLFormElement} form @param {(what: string, place: string) => string | null} say */
function solution(form, say) {
  const { sayAnswer, why } = form.dataset;
  if (sayAnswer) return `It is ${asked(form, say) ?? "not known yet"}. ${why}`;
  return form.querySelector(".ask-answer p")?.textContent ?? "";
}

/** "7,840", "7 840" and "7840" are one number. @param {string} text */
export function numberIn(text) {
  const plain = text.replaceAll(/[\s,'’_]/g, "").replace("−", "-");
  return /^-?\d+$/.test(plain) ? Number(plain) : null;
}

/** @param {number} value @param {number} right */
const nearer = (value, right) =>
  value < right ? "It is more. Try once more." : "It is less. Try once more.";
