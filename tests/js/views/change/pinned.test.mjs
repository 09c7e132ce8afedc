import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_SCENE } from "../../../../static/js/lib/scene.js";
import { createPinned, isMoved } from "../../../../static/js/views/change/pinned.js";

const settled = () => new Promise((resolve) => setTimeout(resolve));
const POINT = { name: "act1" };

/** A page that answers `activation` with the place it was asked for. */
function page() {
  const asked = [];
  let failing = false;
  const context = {
    model: { id: "m" },
    state: { ...NO_SCENE, reference: [0, 0] },
    names: { sample: "seven", fit: "auto" },
    numbers: () => ({ ...context.names, dx: 9, dy: 9, edge: "clip" }),
    request: {
      async activation(model, point, at) {
        asked.push(at);
        if (failing) throw new Error("gone");
        return { ...at, of: context.names.sample };
      },
    },
  };
  const reading = (dx, dy, names = context.names) => ({
    array: { dx, dy, own: true },
    at: { ...names, dx, dy, edge: "clip" },
    point: POINT,
  });
  return { asked, context, reading, fail: (on) => (failing = on) };
}

test("the pinned values are asked for once, however often the pattern moves", async () => {
  const { asked, context, reading } = page();
  let changes = 0;
  const pinned = createPinned(() => changes++);
  assert.equal(pinned.of(reading(3, 0), context), null);
  assert.equal(pinned.of(reading(4, 0), context), null);
  await settled();
  assert.deepEqual(pinned.of(reading(5, 1), context), { dx: 0, dy: 0, of: "seven" });
  assert.deepEqual([asked.length, changes], [1, 1]);
});

test("a reading at the pin is its own, and nothing is asked", () => {
  const { asked, context, reading } = page();
  const here = reading(0, 0);
  assert.equal(createPinned(() => {}).of(here, context), here.array);
  assert.equal(isMoved(here, context), false);
  assert.equal(isMoved(reading(0, 1), context), true);
  assert.equal(asked.length, 0);
});

test("another pin, or another picture, has no values before they have come", async () => {
  const { context, reading } = page();
  const pinned = createPinned(() => {});
  pinned.of(reading(3, 0), context);
  await settled();
  context.state.reference = [1, 0];
  assert.equal(pinned.of(reading(3, 0), context), null);
  await settled();
  assert.equal(pinned.of(reading(3, 0), context).dx, 1);
  const old = { ...context.names };
  context.names = { sample: "zero", fit: "auto" };
  assert.equal(pinned.of(reading(3, 0, old), context).of, "seven", "both still belong to the old picture");
  assert.equal(pinned.of(reading(3, 0), context), null, "the new reading has no old values beside it");
  await settled();
  assert.equal(pinned.of(reading(3, 0), context).of, "zero");
});

test("what failed is known, and asked for again when the person says so", async () => {
  const { asked, context, reading, fail } = page();
  const pinned = createPinned(() => {});
  fail(true);
  pinned.of(reading(3, 0), context);
  await settled();
  assert.equal(pinned.of(reading(3, 0), context), null);
  assert.equal(pinned.error.message, "gone");
  assert.equal(asked.length, 1);
  fail(false);
  pinned.retry();
  pinned.of(reading(3, 0), context);
  await settled();
  assert.equal(pinned.of(reading(3, 0), context).dx, 0);
  assert.equal(pinned.error, null);
});
