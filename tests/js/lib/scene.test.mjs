import assert from "node:assert/strict";
import { test } from "node:test";
import {
  NO_SCENE,
  coverOf,
  coveredAt,
  covers,
  cutOut,
  distanceTo,
  isPinned,
  moveFromPin,
  over,
  pinnedQuery,
  sceneQuery,
} from "../../../static/js/lib/scene.js";

const image = (values, shape = [1, 2, 3]) => ({ shape, data: Uint8Array.from(values) });
const state = (patch = {}) => ({ ...NO_SCENE, dx: 0, dy: 0, reference: [0, 0], ...patch });
const frame = (patch = {}) => ({
  dx: 0,
  dy: 0,
  reference: [0, 0],
  second: null,
  reference2: [0, 0],
  transform: "",
  rtransform: "",
  ...patch,
});

test("a request names what there is of a scene, and nothing else", () => {
  assert.deepEqual(sceneQuery(state()), {});
  assert.deepEqual(sceneQuery(state({ dx2: 4, transform: "pixels:1" })), { transform: "pixels:1" });
  assert.deepEqual(sceneQuery(state({ sample2: "one", dx2: -4 })), { sample2: "one", dx2: -4, dy2: 0 });
  assert.deepEqual(sceneQuery(state({ cut: "0,0,2,2", cut2: "2,0,2,2" })), { cut: "0,0,2,2", cut2: "2,0,2,2", dx2: 0, dy2: 0 });
  assert.deepEqual(pinnedQuery(state({ reference: [1, 2] })), { dx: 1, dy: 2 });
  assert.deepEqual(pinnedQuery(state({ transform: "turn:90" })), { dx: 0, dy: 0, transform: null });
  const pinned = state({ sample2: "one", reference2: [3, 4], transform: "mirror:0", rtransform: "turn:90" });
  assert.deepEqual(pinnedQuery(pinned), { dx: 0, dy: 0, dx2: 3, dy2: 4, transform: "turn:90" });
});

test("how a frame's scene differs from the pinned one", () => {
  assert.deepEqual(moveFromPin(frame({ dx: 3, reference: [1, 1] })), [2, -1]);
  assert.deepEqual(moveFromPin(frame({ dx: 3, second: [5, 0], reference2: [2, 0] })), [3, 0]);
  assert.equal(moveFromPin(frame({ dx: 3, second: [5, 0] })), "second");
  assert.equal(moveFromPin(frame({ rtransform: "mirror:0" })), "transform");
  assert.equal(isPinned(frame()), true);
  assert.equal(isPinned(frame({ second: [1, 0] })), false);
  assert.equal(isPinned(frame({ second: [1, 0], reference2: [1, 0], transform: "a", rtransform: "a" })), true);
  assert.equal(isPinned(frame({ transform: "mirror:0" })), false);
});

test("a cut leaves the rest empty, and may reach beyond the picture", () => {
  assert.deepEqual([...cutOut(image([1, 2, 3, 4, 5, 6]), "1,0,9,1").data], [0, 2, 3, 0, 0, 0]);
  assert.deepEqual([...cutOut(image([1, 2, 3, 4, 5, 6]), "0,9,2,2").data], [0, 0, 0, 0, 0, 0]);
  const colour = image([1, 2, 3, 4], [2, 1, 2]);
  assert.deepEqual([...cutOut(colour, "1,0,1,1").data], [0, 2, 0, 4]);
  assert.equal(cutOut(colour, null), colour);
});

test("the second lies on top, a pixel with all its colours", () => {
  assert.deepEqual([...over(image([1, 0, 3, 0, 0, 6]), image([0, 9, 9, 0, 0, 0])).data], [1, 9, 9, 0, 0, 6]);
  const red = image([5, 0, 0, 0], [2, 1, 2]);
  assert.deepEqual([...over(image([1, 2, 3, 4], [2, 1, 2]), red).data], [5, 2, 0, 4]);
  assert.equal(covers(red, 0), true);
  assert.equal(covers(red, 1), false);
  assert.equal(distanceTo(image([0, 0, 7, 0, 0, 0]), 1, 0), Math.hypot(1, 2));
  assert.equal(distanceTo(image([0, 0, 0, 0, 0, 0]), 1, 0), Infinity);
});

test("a transform that only covers says where, and is moved", () => {
  assert.deepEqual(coverOf(state({ transform: "cover:10:-3:8:6" })), [10, -3, 8, 6]);
  assert.equal(coveredAt([10, -3, 8, 6], 2, 4), "cover:2:4:8:6");
  for (const transform of ["", "turn:90", "cover:1:2:3:4,turn:90", "cover:1:2:3"])
    assert.equal(coverOf(state({ transform })), null);
});
