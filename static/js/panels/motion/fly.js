/** The finished number flies into its cell. */

const DURATION = 260;

/** @param {HTMLElement} stage */
export function fly(stage) {
  const from = stage.querySelector(".equation .final dd");
  const to = stage.querySelector(".motion-target .mark.here");
  if (!from || !to || !("animate" in stage)) return;
  const [start, end, home] = [from, to, stage].map((each) => each.getBoundingClientRect());
  const spark = document.createElement("span");
  spark.className = "spark";
  spark.setAttribute("aria-hidden", "true");
  stage.append(spark);
  const at = (/** @type {DOMRect} */ box) =>
    `translate(${box.left - home.left + box.width / 2 + stage.scrollLeft}px, ${box.top - home.top + box.height / 2}px)`;
  const flight = spark.animate(
    [
      { transform: `${at(start)} scale(1)`, opacity: 0.9 },
      { transform: `${at(end)} scale(0.6)`, opacity: 0.5 },
    ],
    { duration: DURATION, easing: "cubic-bezier(0.4, 0, 0.2, 1)" },
  );
  flight.onfinish = flight.oncancel = () => spark.remove();
}
