// Marked words in a text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isMarked, partsOf, plain } from "../../../static/js/lib/terms.js";

test("a marked word stands for itself, or names its term", () => {
  assert.deepEqual(partsOf("A [[class token]] and [[Patches|patch]]."), [
    "A ",
    { word: "class token", term: "class-token" },
    " and ",
    { word: "Patches", term: "patch" },
    ".",
  ]);
  assert.deepEqual(partsOf("[[ReLU]]"), [{ word: "ReLU", term: "relu" }]);
  assert.deepEqual(partsOf("none"), ["none"]);
  assert.deepEqual(partsOf(""), []);
});

test("what holds text alone gets it without marks", () => {
  assert.equal(plain("[[패치|patch]]는 [[token]]"), "패치는 token");
  assert.ok(isMarked("a [[b]]"));
  assert.ok(!isMarked("a [b]"));
});
