import assert from "node:assert/strict";
import { test } from "node:test";
import { endOf, mapsOf, scaleOf, strongest, weakestOf } from "../../../../static/js/panels/why/maps.js";

const answer = {
  methods: [
    { method: "input", total: 3 },
    { method: "occlusion", total: 7 },
  ],
  shape: [2, 3, 3],
  window: 2,
  values: Float32Array.from([1, 0, 0, 0, -4, 0, 6, 0, 0, 4, 4, 1, 4, 4, 1, 2, 2, 0.5]),
};

test("an occlusion's window is spread over the pixels that it has, and so adds up to its total once", () => {
  const maps = mapsOf(answer);
  const { values, total } = maps.get("occlusion");
  assert.deepEqual([...values], [1, 1, 0.5, 1, 1, 0.5, 1, 1, 0.5]);
  const sum = (list) => list.reduce((all, value) => all + value, 0);
  assert.equal(sum([...values]), 4 + 1 + 2 + 0.5);
  assert.equal(total, 7);
  assert.equal(sum([...maps.get("input").values]), 3);
  assert.deepEqual(strongest(maps.get("input")), [2, 0]);
});

test("attention within windows has a scale of its own", () => {
  const [one, other] = ["rollout", "legrad"].map((form) => {
    const methods = [{ method: "attention", total: null, stage: "blocks.0", form }];
    return mapsOf({ methods, shape: [1, 1, 2], window: 4, values: Float32Array.of(1, 2) }).get("attention");
  });
  assert.deepEqual(
    [scaleOf("attention", one), scaleOf("attention", other), scaleOf("cam", {})],
    ["attention", "legrad", "cam"],
  );
});

test("the scale leaves out the few that stick out, and is that of the largest where nearly all are 0", () => {
  const many = { values: Float32Array.from({ length: 1000 }, (_, i) => (i < 4 ? -100 : 1)) };
  assert.equal(endOf([many]), 1);
  assert.equal(endOf([{ values: Float32Array.from([...Array(999).fill(0), -3]) }]), 3);
  assert.equal(endOf([]), 0);
});

test("the strongest are the fewest cells that hold so much of the map's size, equal ones all", () => {
  assert.equal(weakestOf([5, -4, 1, 0], 0.6), 4); // 5 of 10 are too few
  assert.equal(weakestOf([5, -4, 1, 0], 0.5), 5);
  assert.equal(weakestOf([5, -4, 1, 0], 1), 1);
  assert.equal(weakestOf([2, -2, 2], 0.6), 2);
  assert.equal(weakestOf([0, 0], 0.6), 0);
});
