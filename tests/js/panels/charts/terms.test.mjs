// What a move's numbers say of invariance and equivariance.
import assert from "node:assert/strict";
import test from "node:test";
import { factsOf } from "../../../../static/js/panels/charts/terms.js";
import { change } from "../../helpers.mjs";

const point = (name, grid, phase = "both") => ({ name, title: name, grid, phase, stride: 4 });
const cnn = { id: "cnn", title: "CNN", points: [point("conv", [7, 7]), point("last", [7, 7]), point("average", null, "pool")] };
const mlp = { id: "mlp", title: "MLP", points: [point("hidden", null)] };
const of = (...changes) => ({
  models: [{ id: "cnn", stages: changes.map((one, i) => ({ name: cnn.points[i].name, change: one })) }],
});
const said = (frame) => factsOf(frame, [cnn, mlp])[0].sentences.join(" ");

test("moved along, or not, is what the two errors of the first stage say", () => {
  assert.match(
    said(of(change(1.14, 0.1))),
    /conv differs by 1\.1 where it stands, and by 0\.10 once its maps are moved back.*\(equivariance\)/,
  );
  assert.match(said(of(change(1.14, 0.9))), /still by 0\.90.*did not simply move along/);
  assert.match(said(of(change(1.14, null))), /no move by whole cells of 4 px/);
});

test("the average is said with the numbers on both sides, and credited only where it changes less", () => {
  const frame = (after) => of(change(1, 0.1), change(0.41, 0.3), change(after, null));
  assert.match(said(frame(0.14)), /the difference is 0\.41, after it 0\.14 \(average\).*\(invariance\)/);
  assert.doesNotMatch(said(frame(0.6)), /invariance/);
});

test("units have nothing that could move along; a stage without a value is left out", () => {
  const frame = { models: [{ id: "mlp", stages: [{ name: "hidden", change: change(1.4, null) }] }] };
  assert.deepEqual(factsOf(frame, [cnn, mlp])[0].sentences, [
    "MLP: hidden differs by 1.4. It has units in place of maps, so nothing can move along.",
  ]);
  assert.deepEqual(factsOf(of(change(null)), [cnn, mlp]), []);
});
