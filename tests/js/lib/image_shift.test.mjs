import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, planesOf, shift } from "../../../static/js/lib/image_shift.js";

const picture = { shape: [1, 2, 3], data: Uint8Array.from([1, 2, 3, 4, 5, 6]) };

test("clip loses what leaves, wrap brings it back", () => {
  assert.deepEqual([...shift(picture, 1, 0, "clip").data], [0, 1, 2, 0, 4, 5]);
  assert.deepEqual([...shift(picture, 1, 0, "wrap").data], [3, 1, 2, 6, 4, 5]);
  assert.deepEqual([...shift(picture, 0, -1, "clip").data], [4, 5, 6, 0, 0, 0]);
  assert.deepEqual([...shift(picture, -4, 3, "wrap").data], [5, 6, 4, 2, 3, 1]);
  assert.deepEqual([...shift(picture, 3, 0, "clip").data], [0, 0, 0, 0, 0, 0]);
});

test("each plane moves alike", () => {
  const colour = { shape: [3, 1, 2], data: Uint8Array.from([1, 2, 3, 4, 5, 6]) };
  assert.deepEqual([...shift(colour, 1, 0, "clip").data], [0, 1, 0, 3, 0, 5]);
});

test("bounds", () => {
  assert.deepEqual(boundsOf({ shape: [1, 2, 3], data: Uint8Array.from([0, 0, 0, 0, 90, 70]) }), {
    top: 1,
    left: 1,
    bottom: 2,
    right: 3,
  });
  assert.equal(boundsOf({ shape: [1, 1, 2], data: Uint8Array.from([0, 9]) }), null);
});

test("planes of a decoded picture", () => {
  const rgba = { width: 2, height: 1, data: Uint8ClampedArray.from([1, 2, 3, 255, 4, 5, 6, 255]) };
  assert.deepEqual([...planesOf(rgba, 3).data], [1, 4, 2, 5, 3, 6]);
  assert.deepEqual(planesOf(rgba, 1), { shape: [1, 1, 2], data: Uint8Array.from([1, 4]) });
});
