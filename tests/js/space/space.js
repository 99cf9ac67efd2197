/** A network in space without a page, for tests. */
import { sheetOf } from "../../../static/js/layout/sheet.js";
import { planSpace } from "../../../static/js/layout/space/plan.js";
import { createState } from "../../../static/js/state/store.js";
import { createModel } from "../../../static/js/views/flow-model.js";
import { createOverlay } from "../../../static/js/views/flow-overlay.js";

export const frontOf = (stage) => {
  const sheet = sheetOf(stage.after.shape);
  const form = sheet.flat ? (sheet.size <= 10 ? "bars" : "units") : "maps";
  return { form, sheet, first: stage.base.kind === "input" };
};

/** What the views share, and a plan. @param {object[]} layers */
export function contextOf(layers) {
  const state = createState();
  state.anatomy.value = { id: "toy", classes: [], layers };
  const model = createModel(state);
  const overlay = createOverlay(state, model);
  const plan = planSpace(model.stages.value, (stage) => model.faceOf(stage, 0), {
    tall: false,
    spread: 1,
  });
  return { state, model, overlay, plan };
}
