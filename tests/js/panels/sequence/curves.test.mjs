// What was trained with blank rows and what n rows cost, as points and terms.
import assert from "node:assert/strict";
import { test } from "node:test";
import { lines, points, terms, turn } from "../../../../static/js/panels/sequence/curves.js";

const training = (blank, test) => ({ blank, test });

test("a point is the mean of its seeds, and what is not in has none", () => {
  assert.deepEqual(points([training(0, 90), training(16, 80), training(0, 94)], [0, 16, 32]), [
    { blank: 0, mean: 92, least: 90, most: 94, seeds: 2, nothing: false },
    { blank: 16, mean: 80, least: 80, most: 80, seeds: 1, nothing: false },
  ]);
  assert.equal(points([training(0, 11.35), training(0, 9.8)], [0])[0].nothing, true, "one answer for all");
  assert.equal(points([training(0, 11.35), training(0, 50)], [0])[0].nothing, false);
});

test("recurrent networks have a second line, of those that were trained without blank rows", () => {
  const rnn = { form: "rnn", shuffled: false, trainings: [training(0, 90)], reads_on: [training(0, 90), training(16, 10)] };
  const vit = { form: "vit", shuffled: true, trainings: [training(16, 70)], reads_on: [] };
  const found = lines({ series: [rnn, vit], blanks: [0, 16] });
  assert.deepEqual(
    found.map(({ form, kind }) => [form, kind]),
    [
      ["rnn", "trained"],
      ["vit", "shuffled"],
      ["rnn", "without"],
    ],
  );
  assert.deepEqual(
    found[2].points.map(({ blank, mean }) => [blank, mean]),
    [
      [0, 90],
      [16, 10],
    ],
  );
});

test("the terms are those of the formula, a class token and a head aside", () => {
  const costs = [28, 56, 112].map((rows) => ({
    rows,
    linear: 9888 * rows + 5000,
    quadratic: 96 * (rows + 1) ** 2,
  }));
  const { linear, quadratic } = terms(costs);
  assert.equal(linear, 9888);
  assert.ok(Math.abs(quadratic - 96) < 1e-9);
  assert.equal(turn(costs), 112);
  assert.equal(turn(costs.slice(0, 2)), undefined);
});
