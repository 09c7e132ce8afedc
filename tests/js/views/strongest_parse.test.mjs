// What the link says of the strongest pictures, there and back, and what of a frame lies in the picture.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answering, extremeOf, inside, parseAsked, toggledSet, writeAsked } from "../../../static/js/views/strongest_parse.js";

test("what is asked comes back from the link", () => {
  assert.deepEqual(parseAsked(null), { sets: null, end: "highest" });
  assert.deepEqual(parseAsked("all.lowest"), { sets: null, end: "lowest" });
  assert.deepEqual(parseAsked("own-samples-nonsense.sideways"), { sets: ["samples", "own"], end: "highest" });
  for (const text of [null, "all.lowest", "samples", "generated-test.lowest"]) assert.equal(writeAsked(parseAsked(text)), text);
  assert.equal(writeAsked({ sets: ["own", "samples"], end: "highest" }), "samples-own");
});

test("a set is switched off and on, but never the last", () => {
  const offered = ["samples", "generated"];
  assert.deepEqual(toggledSet(null, "samples", offered), ["generated"]);
  assert.deepEqual(toggledSet(["generated"], "generated", offered), ["generated"]);
  assert.equal(toggledSet(["generated"], "samples", offered), null, "all of them need no name");
  assert.deepEqual(toggledSet(["generated", "own"], "samples", ["samples", "generated", "test"]), ["generated", "samples"]);
});

test("a frame ends where the picture does", () => {
  assert.deepEqual(inside({ top: -3, left: 4, bottom: 9, right: 40 }, 28, 28), { top: 0, left: 4, bottom: 9, right: 28 });
});

test("of equal values the first counts", () => {
  assert.deepEqual(extremeOf([1, 3, -2, 3, -2], "highest"), { value: 3, position: 1 });
  assert.deepEqual(extremeOf([1, 3, -2, 3, -2], "lowest"), { value: -2, position: 2 });
});

test("pictures in which nothing answers are no strong ones", () => {
  const strongest = [{ value: 2 }, { value: 0 }, { value: 0 }];
  assert.deepEqual(answering({ strongest, end: "highest", lowest: 0, highest: 2 }), [{ value: 2 }]);
  assert.equal(answering({ strongest, end: "highest", lowest: -1, highest: 2 }).length, 3);
  assert.equal(
    answering({ strongest: [{ value: 3 }], end: "highest", lowest: 3, highest: 3 }).length,
    1,
    "one picture, one value",
  );
  assert.deepEqual(answering({ strongest: [{ value: -1 }, { value: 2 }], end: "lowest", lowest: -1, highest: 2 }), [
    { value: -1 },
  ]);
});
