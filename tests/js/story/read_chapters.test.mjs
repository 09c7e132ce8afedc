import assert from "node:assert/strict";
import { test } from "node:test";
import { keepAsRead, readChapters } from "../../../static/js/story/read_chapters.js";

function storage(held = new Map()) {
  return { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => held.set(key, value), held };
}

test("what was read is kept once each", () => {
  const kept = storage();
  assert.deepEqual([...readChapters(kept)], []);
  ["moving", "maps", "moving"].forEach((id) => keepAsRead(id, kept));
  assert.deepEqual([...readChapters(kept)], ["moving", "maps"]);
});

test("what is no list counts as none", () => {
  for (const text of ["{", "7", '{"a":1}', "null"])
    assert.equal(readChapters(storage(new Map([["mixscope:chapters-read", text]]))).size, 0, text);
});
