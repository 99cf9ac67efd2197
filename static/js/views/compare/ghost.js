/** What is dragged, under the pointer. */
import { partWords } from "./words.js";

/** @import { LayerSpec } from "../../types.js" */
/** @import { Model } from "../flow-model.js" */

const SIZE = 56;

/**
 * @param {HTMLElement} flow where it is taken from
 * @param {{layer: LayerSpec, channel: number | null}} part
 * @param {Model} model
 */
export function ghostOf(flow, { layer, channel }, model) {
  const ghost = document.createElement("div");
  ghost.className = "beside-ghost";
  const stage = model.stageOf(layer.name)?.id ?? "";
  const picture = pictureFor(flow, stage, layer.shape.length > 1 ? channel : null);
  if (picture) ghost.append(picture);
  const words = document.createElement("span");
  ghost.append(words);
  document.body.append(ghost);
  const name = partWords(layer, channel);
  return {
    /** @param {number} x @param {number} y @param {{layer: LayerSpec, channel: number | null} | null} target */
    move(x, y, target) {
      ghost.classList.toggle("lands", target !== null);
      words.textContent = target ? `into ${partWords(target.layer, target.channel)}` : name;
      const left = Math.max(4, Math.min(x + 12, innerWidth - ghost.offsetWidth - 4));
      ghost.style.transform = `translate(${left}px, ${y + 14}px)`;
    },
    remove: () => ghost.remove(),
  };
}

/** A copy of the map as it is painted, or of the whole column. @param {HTMLElement} flow @param {string} stage @param {number | null} channel */
function pictureFor(flow, stage, channel) {
  const column = [...flow.querySelectorAll(".stage")].find(
    (each) => each.getAttribute("data-stage") === stage,
  );
  const shown =
    channel === null
      ? "canvas.plate"
      : `[data-layer]:not([hidden]) canvas[data-channel="${channel}"]`;
  const source = column?.querySelector(shown);
  if (!(source instanceof HTMLCanvasElement) || !source.width) return null;
  const copy = document.createElement("canvas");
  const scale = SIZE / Math.max(source.width, source.height);
  copy.width = Math.max(1, Math.round(source.width * scale));
  copy.height = Math.max(1, Math.round(source.height * scale));
  const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext("2d"));
  context.imageSmoothingEnabled = false;
  context.drawImage(source, 0, 0, copy.width, copy.height);
  return copy;
}
