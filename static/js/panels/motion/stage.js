/** One moment of the player: what the cell reads, its arithmetic so far, and the map that it is part of. */
import { html, useLayoutEffect, useMemo, useRef } from "../../core/ui.js";
import { scoreOf } from "../../kinds/motion/index.js";
import { precise } from "../../kinds/text.js";
import { Seal } from "../result.js";
import { recomputedFrom, withScale } from "../scale.js";
import { MotionBlock } from "./blocks.js";
import { fly } from "./fly.js";
import { Sources } from "./sources.js";
import { Target, frameValue } from "./target.js";
import { rough } from "./units.js";

/** @import { Actions } from "../../state/actions.js" */
/** @import { Line } from "../../kinds/kind.js" */
/** @import { Beat, Score } from "../../kinds/motion/score.js" */
/** @import { Look } from "./look.js" */

/** The steps of the cell, and the one that is shown. @param {Look} look @returns {{score: Score, beat: Beat} | null} */
export function useBeat({ cell, scene, motion }) {
  const key = `${scene.layer.name} ${motion.grain} ${scene.reach}`;
  const score = useMemo(() => cell && scoreOf(cell, scene, motion.grain), [cell, key]);
  if (!score) return null;
  const at = Math.min(motion.beat ?? score.count - 1, score.count - 1);
  return { score, beat: score.beat(at) };
}

/** @param {{look: Look, beat: Beat | null, dark: boolean, still: boolean, actions: Actions}} props */
export function Stage({ look, beat, dark, still, actions }) {
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const { motion, cell } = look;
  const flies = Boolean(cell && motion.beat === null && motion.playing && !still);
  useLayoutEffect(() => {
    if (root.current && flies) fly(root.current);
  }, [flies, motion.at]);
  return html`<div class="motion-stage" ref=${root}>
    <${Sources} look=${look} light=${beat?.light} />
    <div class="motion-middle">
      ${
        beat
          ? html`<div class="motion-blocks">
                ${beat.blocks.map(
                  (block, at) =>
                    html`<${MotionBlock}
                      key=${`${at}${block.block}`}
                      block=${block}
                      dark=${dark}
                    />`,
                )}
              </div>
              <${Equation} look=${look} lines=${beat.lines} words=${beat.words} />`
          : html`<${Quick} look=${look} />`
      }
    </div>
    <${Target} look=${look} actions=${actions} />
  </div>`;
}

/** The sum so far, in one line. @param {{look: Look, lines: Line[], words: string}} props */
function Equation({ look, lines, words }) {
  const { cell, motion, layer } = look;
  const ended = motion.beat === null;
  const all = ended && cell ? withScale(lines, cell) : lines;
  return html`<dl class="equation">
      ${all.map(
        ({ label, value }, at) =>
          html`<div class=${at < all.length - 1 ? "" : ended ? "final" : "newest"}>
            <dt>${label}</dt>
            <dd>${precise(value)}</dd>
          </div>`,
      )}
    </dl>
    <p class="motion-words">
      ${words}
      ${ended && cell && html`<${Seal} cell=${cell} recomputed=${recomputedFrom(cell, layer)} />`}
    </p>`;
}

/** Too fast to read, or not here yet: the window and the frame's own number. @param {{look: Look}} props */
function Quick({ look }) {
  const value = frameValue(look);
  const { motion } = look;
  return html`<div class="quick">
    <p class="quick-value">${value === undefined ? "" : rough(value)}</p>
    <p>
      ${
        motion.fast
          ? "Too fast to read along. Pause, or choose a slower speed, to see every product."
          : "Asking for this cell’s numbers…"
      }
    </p>
  </div>`;
}
