import assert from "node:assert/strict";
import { test } from "node:test";
import {
  centred,
  corner,
  hit,
  packTiles,
  packUnits,
  placeOnDepth,
  placeRows,
  unitScale,
} from "../../../static/js/lib/packing.js";

const BOX = { width: 87, height: 87 };

test("cells are whole pixels and tiles stay in the box", () => {
  for (const side of [1, 3, 7, 14, 16, 28, 50, 56, 87, 112, 224, 518]) {
    for (const count of [1, 4, 16, 64]) {
      for (const box of [BOX, { width: 107, height: 87 }, { width: 40, height: 200 }]) {
        const pack = packTiles({ rows: side, columns: side, count }, box);
        assert.ok(Number.isInteger(pack.scale) && pack.scale >= 1);
        assert.ok(pack.shown >= 1 && pack.shown <= count);
        assert.ok(pack.width <= box.width && pack.height <= box.height, `${side} ${count} ${JSON.stringify(pack)}`);
      }
    }
  }
});

test("the sizes of the digits' stages", () => {
  assert.deepEqual(
    ["scale", "shown"].map((key) => packTiles({ rows: 28, columns: 28, count: 16 }, BOX)[key]),
    [1, 9],
  );
  assert.deepEqual(
    ["scale", "shown"].map((key) => packTiles({ rows: 14, columns: 14, count: 16 }, BOX)[key]),
    [2, 9],
  );
  assert.deepEqual(
    ["scale", "shown", "across"].map((key) => packTiles({ rows: 7, columns: 7, count: 16 }, { width: 107, height: 87 })[key]),
    [3, 16, 4],
  );
});

test("units flow into the room there is, all alike", () => {
  const box = { width: 425, height: 87 };
  const cell = Math.min(unitScale(512, box), unitScale(256, box));
  assert.equal(cell, 8);
  const pack = packUnits(512, box, cell);
  assert.ok(pack.width <= box.width && pack.height <= box.height);
  assert.ok(pack.across * pack.down >= 512);
});

test("every pixel leads back to its cell", () => {
  const pack = packTiles({ rows: 7, columns: 7, count: 16 }, BOX);
  const { x, y } = corner(pack, 6);
  assert.deepEqual(hit(pack, x + 3 * pack.scale, y + 6 * pack.scale + 1), { tile: 6, row: 6, column: 3, cell: 45 });
  assert.equal(hit(pack, pack.pitch.x - 0.5, 2), null, "the gutter");
  assert.equal(hit(pack, -1, 2), null);
  assert.equal(hit(pack, pack.width, 2), null);
  const units = packUnits(10, { width: 40, height: 10 });
  assert.equal(hit(units, 2 * units.scale, 0).cell, 2);
  assert.equal(hit(packUnits(7, { width: 40, height: 20 }, 10), 39, 19), null, "past the last unit");
});

test("one depth is one place in every row, and cards do not touch", () => {
  const cnn = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);
  const rows = [[1 / 3, 2 / 3], cnn, [0.1, 1 / 3, 0.5, 0.9]];
  const places = placeOnDepth(rows, 861, 10);
  assert.ok(Math.abs(places[0][0].x - places[2][1].x) < 1e-9);
  for (const row of places) {
    assert.ok(row[0].left >= 0 && row.at(-1).right <= 861);
    row.slice(1).forEach((room, i) => assert.ok(room.left - row[i].right >= 9.99));
    for (const room of row) assert.ok(room.left <= room.x && room.x <= room.right);
  }
  assert.ok(Math.min(...places[1].map(({ left, right }) => right - left)) >= 85);
});

test("a card stays in its room, centred if it can", () => {
  assert.equal(centred({ x: 50, left: 0, right: 100 }, 20), 40);
  assert.equal(centred({ x: 5, left: 0, right: 100 }, 20), 0);
  assert.equal(centred({ x: 95, left: 0, right: 100 }, 20), 80);
});

test("a row too dense for the depth axis is placed evenly, scrolls, and leaves the others where they are", () => {
  const calm = [0.25, 0.5, 0.75];
  const dense = Array.from({ length: 26 }, (_, i) => (i + 1) / 27);
  const [a, b] = placeRows([calm, dense], 860, 10, 78);
  assert.deepEqual(a, placeOnDepth([calm], 860, 10)[0]);
  assert.equal(b.length, 26);
  assert.ok(b.at(-1).right > 860);
  b.slice(1).forEach((room, i) => assert.equal(room.left - b[i].right, 10));
  assert.ok(b.every(({ left, right }) => right - left >= 78));
});
