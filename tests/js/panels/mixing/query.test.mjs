// The question that a place, a depth and a kind put to each model.
import assert from "node:assert/strict";
import test from "node:test";
import {
  formatListen,
  kindOf,
  kindsOf,
  neighbour,
  parseListen,
  queryOf,
  rectOf,
  snap,
  stageAt,
  stops,
  switchKind,
} from "../../../../static/js/panels/mixing/query.js";
import { near, CNN, VIT, MLP } from "./models.mjs";

test("the slider stops at stages and steps over all of them", () => {
  const depths = stops([CNN, VIT]);
  assert.equal(depths[0], 0.1);
  assert.equal(depths.length, new Set(depths).size);
  assert.equal(snap(depths, 0.24), 0.25);
  assert.equal(neighbour(depths, 0.25, 1), 0.3);
  assert.equal(neighbour(depths, 0.9, 1), 0.9);
  assert.equal(stageAt(VIT, 0.6).name, "blocks.0");
  assert.equal(stageAt(VIT, 0.375).name, "patch_embed"); // the earlier one where two are as near
});

test("places: read, written, bounded; what cannot be read is the middle", () => {
  const size = { width: 28, height: 28 };
  assert.deepEqual(parseListen("3,9", size), { row: 3, column: 9 });
  assert.deepEqual(parseListen("300,9", size), { row: 27, column: 9 });
  assert.deepEqual(parseListen(null, size), { row: 14, column: 14 });
  assert.deepEqual(parseListen("3", size), { row: 14, column: 14 });
  assert.equal(parseListen("class", size), "class");
  assert.equal(formatListen({ row: 3, column: 9 }), "3,9");
});

test("one place becomes each stage's own question", () => {
  const listen = { row: 13, column: 27 };
  assert.deepEqual(queryOf(VIT.points[2], listen), { row: 3, column: 6 });
  assert.deepEqual(queryOf(CNN.points[2], listen), { row: 6, column: 13 });
  const odd = { grid: [15, 15], stride: null, axes: ["channel", "row", "column"] }; // a map that does not divide its input
  assert.deepEqual(queryOf(odd, { row: 32, column: 63 }, null, { width: 64, height: 64 }), { row: 7, column: 14 });
  assert.deepEqual(queryOf(MLP.points[0], listen), {});
  assert.deepEqual(queryOf(MLP.points[0], listen, 600), { unit: 511 });
  assert.deepEqual(queryOf(CNN.points[8], listen, 3), {}); // the average has no units to choose
  assert.deepEqual(rectOf(VIT.points[2], { row: 3, column: 6 }), { top: 12, left: 24, bottom: 16, right: 28 });
  assert.equal(rectOf(VIT.points[2], { token: 0 }), null);
});

test("the class token is asked where it is, and refused in words where it is not", () => {
  assert.deepEqual(queryOf(VIT.points[2], "class"), { token: 0 });
  assert.deepEqual(queryOf(VIT.points[0], "class"), { refusal: "noClassToken" });
  assert.deepEqual(queryOf(CNN.points[0], "class"), { refusal: "noTokens" });
  assert.deepEqual(queryOf(CNN.points[8], "class"), {});
});

test("each card shows the first chosen kind that it has", () => {
  const attention = kindsOf(VIT, VIT.points[2]);
  assert.deepEqual(attention, ["share", "attention", "rollout", "contribution"]);
  assert.deepEqual(kindsOf(CNN, CNN.points[0]), ["share"]);
  assert.deepEqual(kindsOf(MLP, MLP.points[0], { unit: 3 }), ["share", "unitWeights"]);
  assert.equal(kindOf(["effective", "rollout"], attention), "rollout");
  assert.equal(kindOf(["effective"], ["share"]), "share");
  assert.deepEqual(switchKind(["effective", "rollout"], attention, "attention"), ["effective", "attention"]);
  assert.deepEqual(switchKind(["effective", "rollout"], attention, "share"), ["effective"]);
});
