import assert from "node:assert/strict";
import { test } from "node:test";
import { cellOf, coloursOf, cosines, likenessOf, positionAt } from "../../../../static/js/panels/likeness/stages.js";

const GRID = { prefix: 1, rows: 2, columns: 3 };

test("a pixel's position, and a position's cell", () => {
  const size = { width: 9, height: 8 };
  assert.equal(positionAt({ row: 0, column: 0 }, GRID, size), 1);
  assert.equal(positionAt({ row: 3, column: 5 }, GRID, size), 2);
  assert.equal(positionAt({ row: 4, column: 8 }, GRID, size), 6);
  assert.deepEqual(cellOf(6, GRID), [1, 2]);
  assert.deepEqual(cellOf(1, GRID), [0, 0]);
});

test("the cosine of two directions is the sum of products, and there is none with zeros", () => {
  const values = Float32Array.from([9, 9, /* of another stage */ 1, 0, 0.6, 0.8, 0, 0, -1, 0]);
  const stage = { first: 2, positions: 4, features: 2 };
  const { prefix, places } = cosines({ values }, stage, 1, 1);
  assert.deepEqual([...prefix].map(round), [0.6]);
  assert.deepEqual([...places].map(round), [1, NaN, -0.6]);
  assert.ok([...cosines({ values }, stage, 2, 0).places].every(Number.isNaN));
});

test("an answer's parts: colours as pixels, likeness with or without the mean, prefix tokens apart", () => {
  const stage = { first: 1, prefix: 1, rows: 1, columns: 2 };
  const rows = [
    [9, 9, 9, 9, 9],
    [0, 0, 1, 0.5, -0.5],
    [1, 0.5, 0, 1, 0],
    [1, 1, 1, NaN, 0.25],
  ];
  const answer = { values: Float32Array.from(rows.flat()) };
  assert.deepEqual([...coloursOf(answer, stage).prefix], [0xffff0000]);
  assert.deepEqual([...coloursOf(answer, stage).places], [0xff0080ff, 0xffffffff]);
  assert.deepEqual([...likenessOf(answer, stage, false).places], [1, NaN]);
  assert.deepEqual([...likenessOf(answer, stage, true).places], [0, 0.25]);
  assert.deepEqual([...likenessOf(answer, stage, true).prefix], [-0.5]);
});

const round = (value) => Math.round(1e6 * value) / 1e6;
