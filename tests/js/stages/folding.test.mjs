// Deep rows: which stages share a place.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST, foldDepth, foldPlan, foldTitle } from "../../../static/js/stages/folding.js";

const stage = (title, shape, axes = ["token", "channel"], depth = 0) => ({ title, shape, axes, depth });
const blocks = (n, shape = [65, 192]) => Array.from({ length: n }, (_, i) => stage(`block ${i + 1}`, shape));
const names = (plan) => plan.map((points) => points.map(({ title }) => title));

test("a row that has room folds nothing", () => {
  const points = blocks(MOST);
  assert.deepEqual(
    foldPlan(points),
    points.map((point) => [point]),
  );
});

test("a deep transformer: every stage is in one group, in order, and stages of another form keep their own", () => {
  const points = [stage("patches", [64, 192]), stage("+ position", [65, 192]), ...blocks(24)];
  const plan = foldPlan(points);
  assert.equal(plan.length, 8);
  assert.deepEqual(plan.flat(), points);
  assert.deepEqual(names(plan)[0], ["patches"]);
  const lengths = plan.slice(1).map(({ length }) => length);
  assert.ok(Math.max(...lengths) - Math.min(...lengths) <= 1, lengths.join());
});

test("more forms than places: neighbours that are short go together", () => {
  const points = Array.from({ length: 30 }, (_, i) =>
    stage(`conv ${i + 1}`, [8 * (i + 1), 14, 14], ["channel", "row", "column"]),
  );
  const plan = foldPlan(points);
  assert.equal(plan.length, 8);
  assert.deepEqual(plan.flat(), points);
  assert.ok(plan.every(({ length }) => length >= 1 && length <= 8));
});

test("a group is called after what it holds", () => {
  assert.equal(foldTitle(blocks(1)), "block 1");
  assert.equal(foldTitle(blocks(9).slice(3)), "block 4 … 9");
  assert.equal(foldTitle([stage("stem", [1]), stage("block 1", [1])]), "stem … block 1");
  assert.equal(foldDepth([stage("a", [1], [], 0.2), stage("b", [1], [], 0.4)]), (0.2 + 0.4) / 2);
});
