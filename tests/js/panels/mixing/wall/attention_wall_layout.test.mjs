// Where the attention wall's tiles lie, and what they show.
import assert from "node:assert/strict";
import test from "node:test";
import {
  corner,
  hitWall,
  paintWall,
  quantile,
  wallShape,
} from "../../../../../static/js/panels/mixing/wall/attention_wall_layout.js";
import { near } from "../models.mjs";

test("the wall has a tile per head and block, and finds what lies under the pointer", () => {
  const shape = wallShape({ blocks: 6, heads: 4, rows: 7, columns: 7, prefix: 1 });
  assert.deepEqual(corner(shape, 2, 1), { x: 16, y: shape.pitch.y });
  assert.deepEqual(hitWall(shape, 16 + 3, shape.pitch.y + 2), { block: 2, head: 1, key: 1 + 2 * 7 + 3 });
  assert.deepEqual(hitWall(shape, 16, shape.pitch.y + 8), { block: 2, head: 1, key: 0 }); // the class token, below
  assert.equal(hitWall(shape, 7, 0), null);
  assert.equal(hitWall(shape, 16 + 3, shape.pitch.y + 8), null);
  assert.equal(hitWall(shape, 48, 0), null);
});

test("the wall paints the query's own row", () => {
  const shape = wallShape({ blocks: 1, heads: 2, rows: 1, columns: 2, prefix: 1 });
  const values = Float32Array.from({ length: 18 }, (_, i) => i);
  const ramp = Array.from({ length: 18 }, (_, i) => i);
  const pixels = paintWall(new Uint32Array(shape.width * shape.height), shape, [{ shape: [2, 3, 3], values }], 1, 17, ramp);
  const expect = (value) => Math.round(Math.sqrt(value / 17) * 17);
  assert.deepEqual([...pixels.slice(0, 2)], [expect(4), expect(5)]);
  assert.equal(pixels[2 * shape.width], expect(3)); // the class token's
  assert.equal(pixels[shape.pitch.y * shape.width + 1], expect(14));
  near(quantile([{ values }], 0.5), 9);
});
