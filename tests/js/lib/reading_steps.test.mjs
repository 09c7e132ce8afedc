// What leads after each row of a reading, and from where on it stays.
import assert from "node:assert/strict";
import { test } from "node:test";
import { backTo, leader, settledAt } from "../../../static/js/lib/reading_steps.js";

const reading = (...labels) => labels.map((at) => ({ shares: [0, 1, 2].map((i) => (i === at ? 0.6 : 0.2)) }));

test("the class with the largest share leads, the first of equals", () => {
  assert.equal(leader([0.1, 0.7, 0.2]), 1);
  assert.equal(leader([0.4, 0.4, 0.2]), 0);
});

test("an answer is settled from the row on after which no other leads again", () => {
  assert.equal(settledAt(reading(1, 1, 1)), 1);
  assert.equal(settledAt(reading(1, 0, 2, 1, 1)), 4);
  assert.equal(settledAt(reading(0, 0, 1)), 3);
});

test("half of a state is found going back from the last row read", () => {
  assert.equal(backTo([0.5, 0.5, 0, 0], 2), 1);
  assert.equal(backTo([0.6, 0.3, 0.1, 0], 3), 3);
  assert.equal(backTo([1, 0, 0, 0], 1), 1);
});
