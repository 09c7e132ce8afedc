// What a card shows of an answer.
import assert from "node:assert/strict";
import test from "node:test";
import {
  answerOf,
  coloured,
  highest,
  ownCell,
  sharesOf,
  summaryOf,
  squarest,
} from "../../../../static/js/panels/mixing/answer.js";
import { near } from "./models.mjs";

test("heads come one by one and as their mean", () => {
  const answer = answerOf({
    kind: "attention",
    query: { row: 0, column: 0 },
    grid: [1, 2],
    pixels: 4,
    prefix: [[0.2], [0.4]],
    values: [[[0.8, 0]], [[0.2, 0.4]]],
    summary: null,
  });
  assert.equal(answer.parts, 2);
  assert.deepEqual([...answer.row(1).places], [0.2, 0.4]);
  near(answer.row(null).prefix[0], 0.3);
  near(coloured(answer, 0).places[0], 0.8 * 3); // three sources: the class token is one
  near(highest(answer, 0), 0.8 * 3);
  near(highest(answer, 0, 0), 0.2 * 3); // without the own cell
  near(summaryOf(answer, 0, 4).mean_distance, 0);
  near(summaryOf(answer, null, 4).self, 0.5);
  near(
    sharesOf(answer, 1).reduce((a, b) => a + b),
    1,
  );
});

test("a dead unit has no row, units no places, and cells finer than the query no own cell", () => {
  const dead = answerOf({
    kind: "share",
    query: { unit: 1 },
    grid: [2, 2],
    pixels: 1,
    prefix: null,
    values: null,
    summary: null,
  });
  assert.ok(dead.dead);
  assert.equal(summaryOf(dead, null, 1), null);
  const units = answerOf({
    kind: "share",
    query: null,
    grid: null,
    pixels: null,
    prefix: [],
    values: [0.5, 0.25, 0.25, 0],
    summary: null,
  });
  assert.deepEqual([units.rows, units.columns, units.placed], [2, 2, false]);
  assert.deepEqual(squarest(512), { rows: 16, columns: 32 });
  const fine = answerOf({
    kind: "share",
    query: { row: 1, column: 1 },
    grid: [4, 4],
    pixels: 1,
    prefix: [],
    values: new Array(4).fill([0, 0, 0, 1]),
    summary: null,
  });
  assert.equal(ownCell(fine, 2), null);
  assert.equal(ownCell(fine, 1), 5);
});

test("an estimate says so, with the error to be expected", () => {
  const answer = answerOf({
    kind: "share",
    query: null,
    grid: [1, 2],
    pixels: 4,
    prefix: [],
    values: [[0.25, 0.75]],
    summary: null,
    estimate: { probes: 8, error: 0.021, least: 0.0126, most: 0.0315 },
  });
  assert.equal(
    answer.estimated,
    "Estimated with 8 random probes: 1.2–3.2 % of the shares lie elsewhere (so in 9 of 10 such estimates).",
  );
});
