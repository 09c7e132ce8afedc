import assert from "node:assert/strict";
import { test } from "node:test";
import { createPace } from "../../../static/js/net/rate_limit.js";

/** How many get through when one asks every `step` ms for `seconds`. */
function through(pace, clock, step, seconds) {
  let count = 0;
  for (const end = clock.now + 1000 * seconds; clock.now < end; clock.now += step) count += pace.wait() === 0;
  return count;
}

test("a mouse of 120 moves a second stays below what the server takes", () => {
  const clock = { now: 0 };
  const sent = through(
    createPace(58, 30, () => clock.now),
    clock,
    1000 / 120,
    20,
  );
  assert.ok(sent <= 58 * 20 + 30 && sent >= 58 * 20 - 2, String(sent));
});

test("a slow hand never waits", () => {
  const clock = { now: 0 };
  assert.ok(
    through(
      createPace(58, 30, () => clock.now),
      clock,
      20,
      10,
    ) >= 500,
  );
});

test("it says how long to wait", () => {
  const clock = { now: 0 };
  const pace = createPace(50, 1, () => clock.now);
  assert.equal(pace.wait(), 0);
  const pause = pace.wait();
  assert.ok(pause > 0 && pause <= 20);
  clock.now += pause;
  assert.equal(pace.wait(), 0);
});
