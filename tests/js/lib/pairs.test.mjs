import assert from "node:assert/strict";
import { test } from "node:test";
import {
  neighbour,
  placesOf,
  provable,
  standing,
  stateOf,
  stepOf,
  swapped,
  valuesOf,
  windowTouchesBoth,
  withGap,
} from "../../../static/js/lib/pairs.js";

const HOME = { dx: 0, dy: 0, dx2: 0, dy2: 0 };
const BAG = { kind: "cnn", field: 7, padding: "circular", head: "average", positions: false };
const at = (a, b) => ({ a, b });

test("places of a state and back; a swap twice is none", () => {
  const places = placesOf({ dx: 4, dy: -8, dx2: 0, dy2: 12 });
  assert.deepEqual(places, at([12, 4], [16, 24]));
  assert.deepEqual(placesOf(stateOf(places)), places);
  assert.deepEqual(swapped(swapped(places)), places);
  assert.deepEqual(placesOf(stateOf(swapped(placesOf(HOME)))), at([16, 12], [8, 12]));
});

test("a distance keeps the order, the canvas and the grid, and brings both into A's row", () => {
  assert.deepEqual(withGap(at([8, 12], [16, 12]), 8, 4), at([8, 12], [20, 12]));
  assert.deepEqual(withGap(at([28, 0], [20, 8]), 20, 4), at([28, 0], [4, 0]));
  for (const gap of [0, 4, 8, 12, 16, 20]) {
    const { a, b } = withGap(at([3, 4], [29, 4]), gap, 4);
    assert.equal(b[0] - a[0] - 4, gap);
    assert.ok(a[0] >= 0 && b[0] <= 28 && a[0] % 4 === 0);
  }
});

test("what is said of a pair", () => {
  const say = (a, b, padding = "zeros") => standing(at(a, b), { padding });
  assert.equal(say([8, 12], [16, 12]), "left");
  assert.equal(say([20, 12], [8, 12]), "right");
  assert.equal(say([8, 0], [8, 12]), "column");
  assert.equal(say([8, 0], [9, 3]), "overlap");
  assert.equal(say([-1, 0], [8, 0]), "outside");
  assert.equal(say([0, 0], [16, 0], "circular"), "far");
  assert.equal(say([0, 0], [16, 0]), "untrained");
  assert.equal(say([8, 12], [16, 16]), "untrained");
  assert.equal(say([9, 12], [17, 12]), "untrained");
});

test("a window touches both where the gap and one pixel of each fit in it, round the edge too", () => {
  const touch = (a, b, field = 7, padding = "circular") => windowTouchesBoth(at(a, b), { field, padding });
  assert.deepEqual([touch([0, 0], [9, 0]), touch([0, 0], [10, 0])], [true, false]);
  assert.deepEqual([touch([0, 0], [23, 0]), touch([0, 0], [22, 0]), touch([0, 0], [23, 0], 7, "zeros")], [true, false, false]);
  assert.equal(touch([0, 0], [8, 12]), false);
  assert.equal(touch([0, 0], [16, 0], 23), true);
});

test("what is provable needs the form and the place", () => {
  const [near, far, free] = [at([8, 12], [16, 12]), at([8, 12], [20, 12]), at([8, 12], [21, 12])];
  const bagOfPatches = { kind: "vit", positions: false };
  assert.deepEqual(
    [near, far, free].map((places) => provable(places, BAG)),
    [null, "windows", "windows"],
  );
  assert.deepEqual(
    [near, far, free].map((places) => provable(places, bagOfPatches)),
    ["patches", "patches", null],
  );
  for (const other of [{ padding: "zeros" }, { head: "flatten" }, { positions: true }, { field: 23 }, { kind: "mlp" }])
    assert.equal(provable(far, { ...BAG, ...other }), null);
  assert.equal(provable(far, { ...bagOfPatches, positions: true }), null);
  assert.equal(provable(at([-4, 0], [12, 0]), BAG), null);
});

test("a property chooses the model that has it and most else in common", () => {
  const wide = { ...BAG, field: 23 };
  const zeros = { ...BAG, padding: "zeros" };
  const wideZeros = { ...wide, padding: "zeros" };
  const vit = { kind: "vit", field: null, padding: null, head: null, positions: true };
  const all = [BAG, zeros, wide, wideZeros, vit];
  assert.equal(neighbour(zeros, "field", 23, all), wideZeros);
  assert.equal(neighbour(wide, "padding", "zeros", all), wideZeros);
  assert.equal(neighbour(BAG, "kind", "vit", all), vit);
  assert.deepEqual(valuesOf("field", BAG, all), [7, 23]);
  assert.deepEqual(valuesOf("kind", BAG, all), ["cnn", "vit"]);
});

test("hand and keys move by the grid in this section alone, unless it is free", () => {
  assert.deepEqual(
    [
      ["pairs", "on"],
      ["pairs", "off"],
      ["rows", "on"],
    ].map(([section, snap]) => stepOf({ section, snap })),
    [4, 1, 1],
  );
});
