import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "../../../static/js/core/signals.js";
import { linkPicks } from "../../../static/js/state/comparison-picks.js";
import { patching } from "../../../static/js/state/comparison-patches.js";
import { createState } from "../../../static/js/state/store.js";

const A = {
  id: "a",
  layers: [
    { name: "conv", shape: [4, 8, 8] },
    { name: "dense", shape: [6] },
  ],
};
const B = {
  id: "b",
  layers: [
    { name: "c1", shape: [2, 4, 4] },
    { name: "extra", shape: [3] },
  ],
};
const cell = (layer, channel, row, column) => ({ layer, channel, row, column });

function linked() {
  const [state, side] = [createState(), createState()];
  state.anatomy.value = A;
  side.anatomy.value = B;
  const undo = linkPicks(state, side, signal(new Map([["conv", "c1"]])));
  return { state, side, undo };
}

test("a pin goes along, whichever side it is set on", () => {
  const { state, side } = linked();
  state.pin.value = cell("conv", 1, 6, 2);
  assert.deepEqual(side.pin.value, cell("c1", 1, 3, 1));
  side.pin.value = cell("c1", 0, 0, 3);
  assert.deepEqual(state.pin.value, cell("conv", 0, 1, 7));
  assert.deepEqual(side.pin.value, cell("c1", 0, 0, 3), "it is not moved by its own echo");
  side.pin.value = null;
  assert.equal(state.pin.value, null);
});

test("what stands alone is held alone", () => {
  const { state, side } = linked();
  state.hover.value = cell("conv", 3, 0, 0);
  assert.equal(side.hover.value, null, "there are two maps");
  side.hover.value = { layer: "extra", channel: 1 };
  assert.equal(state.hover.value, null);
  assert.deepEqual(side.hover.value, { layer: "extra", channel: 1 });
  state.hover.value = cell("conv", 1, 0, 0);
  assert.deepEqual(side.hover.value, cell("c1", 1, 0, 0));
});

test("another network beside it lets nothing go", () => {
  const { state, side } = linked();
  side.pin.value = cell("c1", 1, 2, 2);
  const held = state.pin.value;
  assert.ok(held);
  side.pin.value = null;
  state.pin.value = held;
  side.anatomy.value = { ...B, layers: [{ name: "c1", shape: [4, 8, 8] }] };
  assert.deepEqual(state.pin.value, held);
  assert.deepEqual(side.pin.value, { ...held, layer: "c1" });
});

test("each change of the patches can be taken back and done again", () => {
  const now = signal([]);
  const actions = patching(now, (next) => (now.value = next));
  const patch = (channel) => ({
    layer: "c1",
    channel,
    donor_layer: "conv",
    donor_channel: channel,
  });
  actions.resetPatches();
  assert.equal(actions.history.value.past.length, 0, "nothing was there to take back");
  actions.addPatch(patch(0));
  actions.addPatch(patch(1));
  actions.removePatch(now.value[0]);
  assert.deepEqual(now.value, [patch(1)]);
  actions.undoPatch();
  assert.equal(now.value.length, 2);
  actions.resetPatches();
  assert.equal(now.value.length, 0);
  actions.undoPatch();
  actions.undoPatch();
  assert.deepEqual(now.value, [patch(0)]);
  actions.redoPatch();
  assert.deepEqual(now.value, [patch(0), patch(1)]);
});
