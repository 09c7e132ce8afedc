// Receptive fields by the recursion over a model's points.
import assert from "node:assert/strict";
import test from "node:test";
import {
  covers,
  paddingOf,
  receptiveField,
  receptiveFields,
  stepsTo,
} from "../../../../../static/js/panels/mixing/cards/receptive_field.js";
import { map, CNN, VIT } from "../models.mjs";

test("the receptive field of the digits CNN grows as the recursion says", () => {
  const sizes = receptiveFields(stepsTo(CNN, CNN.points[7])).map(({ size }) => size);
  assert.deepEqual(sizes, [3, 5, 6, 10, 14, 16, 24, 32]);
});

test("a receptive field lies around its position and ends at the picture's edge", () => {
  const [act1, , pool1] = CNN.points;
  assert.deepEqual(receptiveField(CNN, act1, { row: 5, column: 9 }), { top: 4, left: 8, bottom: 7, right: 11, size: 3 });
  assert.deepEqual(receptiveField(CNN, act1, { row: 0, column: 27 }), { top: 0, left: 26, bottom: 2, right: 28, size: 3 });
  assert.deepEqual(receptiveField(CNN, pool1, { row: 3, column: 3 }), { top: 4, left: 4, bottom: 10, right: 10, size: 6 });
});

test("a field that cannot be derived is not made up", () => {
  assert.equal(receptiveField(CNN, CNN.points[8], { row: 0, column: 0 }), null); // averaged: no grid
  assert.equal(receptiveField(VIT, VIT.points[2], { row: 0, column: 0 }), null); // attention reaches everything
  assert.equal(receptiveField(CNN, CNN.points[0], {}), null);
  const strange = { ...CNN, points: [map("act1", 0.1, 28), map("mixed", 0.2, 28, "both")] };
  assert.equal(stepsTo(strange, strange.points[1]), null); // mixes space with weights that are not shown
  assert.equal(paddingOf(3, 1, 28, 28), 1);
  assert.equal(paddingOf(2, 2, 28, 14), 0);
  assert.equal(paddingOf(3, 1, 28, 30), 2);
  assert.equal(paddingOf(3, 1, 28, 40), null);
});

test("a field that the shares contradict is noticed", () => {
  const field = { top: 4, left: 4, bottom: 7, right: 7 };
  const places = new Float64Array(16);
  places[5] = 1; // the cell of 4 px at row 1, column 1
  assert.ok(covers(field, { places, columns: 4, pixels: 4 }));
  places[15] = 1e-9;
  assert.ok(!covers(field, { places, columns: 4, pixels: 4 }));
});
