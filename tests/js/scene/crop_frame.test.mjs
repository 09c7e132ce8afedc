import assert from "node:assert/strict";
import { test } from "node:test";
import { fitOf, MIDDLE, moved, partOf, resized } from "../../../static/js/scene/crop_frame.js";
import { parseHash } from "../../../static/js/lib/url_state.js";

/** Left end, right end of the frame along one axis, as shares of the picture's side. */
const ends = (share, side) => [share * (1 - side), share * (1 - side) + side];

test("a part goes into the fit and back, the middle is the usual one", () => {
  assert.equal(fitOf(MIDDLE), "auto");
  assert.deepEqual(["auto", "none"].map(partOf), [null, null]);
  assert.deepEqual(partOf(fitOf({ x: 0.25, y: 1, size: 0.5 })), { x: 0.25, y: 1, size: 0.5 });
  assert.equal(fitOf({ x: -1, y: 2, size: 0 }), "0,1,0.1", "within the picture, and not too small");
  for (let i = 0; i < 200; i++) {
    const fit = fitOf({ x: Math.random(), y: Math.random(), size: Math.random() });
    assert.equal(parseHash(`#fit=${fit}`).fit, fit, "a link can carry it");
  }
});

test("the frame follows the pointer and stays in the picture", () => {
  const frame = { width: 0.4, height: 1 }; // a wide picture: only sideways
  const there = moved(MIDDLE, frame, 0.1, 0.3);
  assert.ok(Math.abs(ends(there.x, 0.4)[0] - 0.4) < 1e-9, "0.3 + 0.1");
  assert.equal(there.y, 0.5, "there is no room upwards");
  assert.equal(moved(MIDDLE, frame, 5, 0).x, 1);
  assert.equal(moved(MIDDLE, frame, -5, 0).x, 0);
});

test("another size keeps the middle of the frame, as far as the picture reaches", () => {
  const frame = { width: 0.5, height: 0.8 };
  const part = { x: 0.4, y: 0.9, size: 0.8 };
  const smaller = resized(part, frame, 0.4);
  assert.equal(smaller.size, 0.4);
  for (const [axis, side] of [
    ["x", 0.5],
    ["y", 0.8],
  ]) {
    const [a, b] = ends(part[axis], side);
    const [c, d] = ends(smaller[axis], side / 2);
    assert.ok(Math.abs(a + b - c - d) < 1e-9, axis);
  }
  const back = resized(smaller, { width: 0.25, height: 0.4 }, 0.8);
  assert.ok(Math.abs(back.x - part.x) < 1e-9 && Math.abs(back.y - part.y) < 1e-9);
  assert.deepEqual(
    resized({ x: 0, y: 0, size: 0.5 }, { width: 0.3, height: 0.5 }, 3),
    { x: 0, y: 0.5, size: 1 },
    "at the edge, and full height",
  );
  assert.equal(resized(part, frame, 0.001).size, 0.1);
});
