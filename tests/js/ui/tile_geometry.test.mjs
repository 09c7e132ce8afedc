import assert from "node:assert/strict";
import { test } from "node:test";
import { cornerOf, extentOf, placeTiles, positionAfter, tileAt } from "../../../static/js/ui/tile_geometry.js";

const OPTIONS = { rows: 7, columns: 7, count: 10, across: null, tile: 56, group: 1, numbers: true };

test("tiles stand in lines, and what is left of a line goes between them", () => {
  const geometry = placeTiles(OPTIONS, 256); // four tiles of 56 and three gaps of 6 are 242
  assert.deepEqual([geometry.width, geometry.height, geometry.inLine, geometry.pitchY], [56, 56, 4, 76]);
  assert.deepEqual(cornerOf(geometry, 0), { x: 2, y: 2 });
  assert.deepEqual(cornerOf(geometry, 5), { x: 2 + Math.round(62 + 14 / 3), y: 78 });
  assert.equal(extentOf(geometry).width, 260);
  assert.equal(placeTiles(OPTIONS, 0), null);
});

test("tiles of a group stand closer together", () => {
  const geometry = placeTiles({ ...OPTIONS, group: 2, count: 4 }, 1000);
  assert.equal(cornerOf(geometry, 1).x - cornerOf(geometry, 0).x, 58);
  assert.equal(cornerOf(geometry, 2).x - cornerOf(geometry, 1).x, 62);
});

test("single values stand side by side, without numbers", () => {
  const geometry = placeTiles({ ...OPTIONS, rows: 1, columns: 1, count: 64, across: 8 }, 400);
  assert.deepEqual([geometry.bare, geometry.width, geometry.inLine], [true, 20, 8]);
  assert.deepEqual(extentOf(geometry), { width: 164, height: 164 });
});

test("a point lies in a cell of a tile, or between the tiles", () => {
  const geometry = placeTiles(OPTIONS, 242);
  assert.deepEqual(tileAt(geometry, OPTIONS, 2 + 62 + 9, 2 + 17), { position: 1, row: 2, column: 1 });
  assert.equal(tileAt(geometry, OPTIONS, 60, 10), null);
});

test("the keys lead through the wall and not out of it", () => {
  const geometry = placeTiles(OPTIONS, 242);
  const from = (key, here) => positionAfter(key, here, geometry);
  assert.deepEqual([from("ArrowRight", 3), from("ArrowDown", 3), from("ArrowUp", 3), from("End", 0)], [4, 7, 0, 9]);
  assert.deepEqual([from("ArrowLeft", 0), from("PageDown", 3), from("Enter", 3)], [0, 9, null]);
});
