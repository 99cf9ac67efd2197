/** The picture in space with its names, as one canvas: what an export saves. */

/** Texts that lie above the picture. */
const TEXTS =
  ".space-name:not(.away) b, .space-name:not(.away) span, .space-classes span, .tip > *";

/**
 * @param {HTMLElement} root
 * @param {HTMLCanvasElement} picture drawn in this very turn
 * @returns {HTMLCanvasElement}
 */
export function shotOf(root, picture) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no 2D canvas.");
  context.drawImage(picture, 0, 0);
  const home = root.getBoundingClientRect();
  const ratio = picture.width / home.width;
  context.scale(ratio, ratio);
  context.textBaseline = "middle";
  context.textAlign = "center";
  for (const element of root.querySelectorAll(TEXTS)) write(context, element, home);
  return canvas;
}

/** One line of text where the page has it. @param {CanvasRenderingContext2D} context @param {Element} element @param {DOMRect} home */
function write(context, element, home) {
  const style = getComputedStyle(element);
  const { left, top, width, height } = element.getBoundingClientRect();
  if (!width || style.visibility === "hidden") return;
  const [x, y] = [left - home.left, top - home.top];
  const plate = element.closest(".space-name > div, .tip");
  if (plate) {
    context.fillStyle = getComputedStyle(plate).backgroundColor;
    context.fillRect(x - 3, y, width + 6, height);
  }
  context.fillStyle = style.color;
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillText(element.textContent ?? "", x + width / 2, y + height / 2);
}
