// Which late frames are left out.
import assert from "node:assert/strict";
import test from "node:test";
import { createLateness } from "../../../static/js/net/late_frames.js";

test("a late frame is left out where frames are usually quick and a newer one comes", () => {
  const lateness = createLateness(250);
  for (let i = 0; i < 30; i++) assert.equal(lateness.skip(20, true), false);
  assert.equal(lateness.skip(300, true), true);
  assert.equal(lateness.skip(300, false), false, "the last one is always painted");
  assert.equal(lateness.skip(250, true), false);
});

test("a server that is always slow still shows its frames", () => {
  const lateness = createLateness(250);
  let painted = 0;
  for (let i = 0; i < 60; i++) if (!lateness.skip(400, true)) painted++;
  assert.equal(painted, 60);
});

test("a frame without a known age is painted and not remembered", () => {
  const lateness = createLateness();
  assert.equal(lateness.skip(NaN, true), false);
  for (let i = 0; i < 30; i++) lateness.skip(20, true);
  assert.equal(lateness.skip(300, true), true);
});
