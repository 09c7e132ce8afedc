import assert from "node:assert/strict";
import { test } from "node:test";
import { listWith, partsOf, readChoice, toggled, writeChoice } from "../../../static/js/views/ablation_parse.js";

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

test("the view's part of the link is written and read again, and what is off comes from the rows' list", () => {
  const parts = partsOf(block, attention);
  const key = "digits-vit/blocks.3";
  const choice = { part: "position", off: [7, 8], value: "sample", source: "four-on-paper", target: 3, rank: true };
  const list = listWith(["digits-cnn/act4:channel.1.zero"], key, choice);
  assert.deepEqual(list, ["digits-cnn/act4:channel.1.zero", `${key}:position.7-8.of-four-on-paper`]);
  assert.equal(writeChoice(choice), "position.none.of-four-on-paper.c3.rank");
  assert.deepEqual(readChoice(writeChoice(choice), parts, list, key), choice);
  assert.deepEqual(readChoice(writeChoice(choice), parts, [], key), { ...choice, off: [] }, "all is on again");
  const plain = { part: "head", off: [], value: "zero", source: null, target: null, rank: false };
  assert.deepEqual(readChoice(null, parts, [], key), plain);
  assert.deepEqual(readChoice("unit.none.mean", parts, [], key), plain, "the stage has no units");
  assert.deepEqual(readChoice(null, parts, [`${key}:unit.3.zero`], key), plain);
  assert.deepEqual(readChoice(null, parts, [`${key}:head.3-9.mean`], key), { ...plain, off: [3], value: "mean" });
  assert.deepEqual(readChoice(writeChoice({ ...plain, value: "mean" }), parts, [], key), { ...plain, value: "mean" });
  assert.deepEqual(listWith(list, key, { ...choice, off: [] }), ["digits-cnn/act4:channel.1.zero"]);
});

test("a number is switched off and on", () => {
  assert.deepEqual(toggled([1, 2], 2), [1]);
  assert.deepEqual(toggled([1], 2), [1, 2]);
});
