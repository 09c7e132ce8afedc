import assert from "node:assert/strict";
import { test } from "node:test";
import { sideOf } from "../../../static/js/story/card_side.js";

const box = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });
const cards = { left: box(100, 600, 600, 200), right: box(800, 600, 600, 200) };

test("the card stands where it hides less of what is spoken of", () => {
  assert.equal(sideOf(cards, [box(700, 300, 700, 400)]), "left");
  assert.equal(sideOf(cards, [box(120, 500, 300, 300)]), "right");
  assert.equal(sideOf(cards, [box(700, 300, 700, 400), box(120, 500, 560, 300)]), "right"); // both, the left one more
});

test("it stands on the right where neither or both alike are hidden", () => {
  assert.equal(sideOf(cards, []), "right");
  assert.equal(sideOf(cards, [box(0, 0, 1400, 500)]), "right");
  assert.equal(sideOf({ left: cards.left, right: cards.left }, [box(0, 0, 1400, 900)]), "right");
});
