import assert from "node:assert/strict";
import { test } from "node:test";
import {
  parseChoice,
  partsOf,
  readNumbers,
  toggled,
  writeChoice,
  writeNumbers,
} from "../../../static/js/views/ablation_parse.js";

const block = { axes: ["token", "channel"], shape: [50, 64], adds: 2, grid: [7, 7], prefix: 1 };
const attention = { axes: ["head", "query", "key"], shape: [4, 50, 50] };

test("a stage has the parts that its axes, its attention and its sums give it", () => {
  assert.deepEqual(
    [...partsOf(block, attention)],
    [
      ["head", 4],
      ["branch", 2],
      ["channel", 64],
      ["position", 50],
      ["whole", 1],
    ],
  );
  const units = { axes: ["unit"], shape: [512], adds: 0, grid: null, prefix: 0 };
  assert.deepEqual([...partsOf(units, undefined).keys()], ["unit", "whole"]);
});

test("numbers are written in runs and read again, as far as there are so many", () => {
  for (const numbers of [[], [0], [3, 4, 5, 9], [1, 3, 5]]) assert.deepEqual(readNumbers(writeNumbers(numbers), 10), numbers);
  assert.equal(writeNumbers([9, 4, 3, 5]), "3-5_9");
  assert.deepEqual(readNumbers("3-99999_2_x_12", 6), [2, 3, 4, 5]);
  assert.deepEqual(readNumbers("none", 6), []);
});

test("a choice is written into the link and read again", () => {
  const parts = partsOf(block, attention);
  const choice = { part: "position", off: [7, 8], value: "sample", source: "four-on-paper", target: 3, rank: true };
  assert.equal(writeChoice(choice), "position.7-8.of-four-on-paper.c3.rank");
  assert.deepEqual(parseChoice(writeChoice(choice), parts), choice);
  const plain = { part: "head", off: [], value: "zero", source: null, target: null, rank: false };
  assert.deepEqual(parseChoice(null, parts), plain);
  assert.deepEqual(parseChoice("unit.3.mean", parts), plain, "the stage has no units");
  assert.deepEqual(parseChoice(writeChoice({ ...plain, value: "mean" }), parts), { ...plain, value: "mean" });
});

test("a number is switched off and on", () => {
  assert.deepEqual(toggled([1, 2], 2), [1]);
  assert.deepEqual(toggled([1], 2), [1, 2]);
});
