// Mean and range over seeds, and when two of them differ.
import assert from "node:assert/strict";
import test from "node:test";
import { lossOf, spreadOf } from "../../../static/js/lib/spread.js";

test("mean and ends", () => {
  assert.deepEqual(spreadOf([1, 3, 2]), { mean: 2, least: 1, most: 3 });
  assert.deepEqual(spreadOf([4]), { mean: 4, least: 4, most: 4 });
});

test("a difference is told where the ranges do not meet", () => {
  assert.equal(lossOf([1, 2], [3, 5]), 2.5);
  assert.equal(lossOf([3, 5], [1, 2]), -2.5);
  assert.equal(lossOf([1, 3], [3, 5]), null);
  assert.equal(lossOf([1, 5], [2, 3]), null);
});
