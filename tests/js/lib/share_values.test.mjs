// Summaries of mixing shares against known values.
import assert from "node:assert/strict";
import test from "node:test";
import {
  dataDependence,
  distancesFrom,
  effectiveSources,
  headFacts,
  moved,
  strongestUnits,
  summarise,
  uniformDistance,
  weightRow,
} from "../../../static/js/lib/share_measures.js";
import { near, map } from "../panels/mixing/models.mjs";

test("listening everywhere alike has the distance of the literature", () => {
  near(uniformDistance(7, 7, 4), 14.44, 0.005);
  near(uniformDistance(14, 14, 16), 116.5, 0.05);
  near(distancesFrom(0, 2, 2, 4)[3], Math.hypot(4, 4));
});

test("effective sources: one for a spike, all for even listening", () => {
  near(effectiveSources([0, 1, 0]), 1);
  near(effectiveSources(new Array(49).fill(1 / 49)), 49, 1e-9);
});

test("data dependence is 0 for fixed listening and 1 − 1/n for n disjoint rows", () => {
  near(
    dataDependence([
      [0.5, 0.5],
      [0.5, 0.5],
    ]),
    0,
  );
  near(
    dataDependence([
      [1, 0],
      [0, 1],
    ]),
    0.5,
  );
  assert.equal(dataDependence([[1, 0]]), null);
  near(moved([0.5, 0.5, 0], [0.5, 0, 0.5]), 0.5);
});

test("heads that listen alike everywhere stand on the even lines, whatever the class token takes", () => {
  const tokens = 50;
  const values = new Float32Array(tokens * tokens).fill(0.5 / 49);
  for (let query = 0; query < tokens; query++) values[query * tokens] = 0.5;
  const [head] = headFacts({ shape: [1, tokens, tokens], values }, 1, 7, 4);
  near(head.distance, uniformDistance(7, 7, 4), 1e-9);
  near(head.sources, 49, 1e-6);
});

test("a head that hears only itself has distance 0 and one source", () => {
  const values = new Float32Array(16);
  for (let i = 0; i < 4; i++) values[5 * i] = 1;
  assert.deepEqual(headFacts({ shape: [1, 4, 4], values }, 0, 2, 4), [{ distance: 0, sources: 1 }]);
});

test("distances leave the class token out and divide by what remains", () => {
  const facts = summarise({ prefix: [0.5], places: Float64Array.of(0.25, 0.25), rows: 1, columns: 2, pixels: 4 }, 0);
  near(facts.self, 0.25);
  near(facts.mean_distance, 2);
  near(facts.uniform_distance, 2);
  near(facts.effective_sources, Math.exp(0.5 * Math.log(2) + 0.5 * Math.log(4)));
});

test("a Mixer's weights alone are |W2 W1| of the position, its strongest units first", () => {
  const array = {
    shape: [2, 2, 3],
    values: Float32Array.of(1, 0, 2, /* W1, unit 1 */ 0, 1, 0, /* W2ᵀ, unit 0 */ 3, 0, 0, 1, 0, 0),
  };
  assert.deepEqual([...weightRow(array, 0)], [0.3, 0.1, 0.6]);
  assert.deepEqual(
    strongestUnits(array, 0, 1).map(({ unit, out }) => [unit, out]),
    [[0, 3]],
  );
});
