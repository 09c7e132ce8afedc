// What the section says of its trainings and costs: only what their numbers hold.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as blank from "../../../../static/js/panels/sequence/blank_said.js";
import * as cost from "../../../../static/js/panels/sequence/cost_said.js";

const trainings = (blanks) =>
  Object.entries(blanks).flatMap(([rows, tests]) =>
    tests.map((test, seed) => ({ blank: Number(rows), seed, test, train: test + 1, rate: 0.001 })),
  );
const series = (form, title, blanks, more = {}) => ({
  ...{ form, title, family: form, shuffled: false, parameters: { 0: 10, 64: 12 }, trainings: trainings(blanks), reads_on: [] },
  ...more,
});
const study = (all) => ({ blanks: [0, 16, 64], series: all, steps: 3000, batch: 32, held_out: 6000 });

test("whether a distance hinders is said where the ranges of the seeds do not meet", () => {
  const told = blank.follows(
    study([
      series("rnn", "RNN", { 0: [95, 96], 64: [50, 60] }),
      series("vit", "ViT", { 0: [95, 96], 64: [94, 95.5] }),
      series("lstm", "LSTM", { 0: [97], 64: [11] }),
    ]),
  );
  assert.equal(told.length, 2, "nothing is said of single trainings");
  assert.match(told[0], /^RNN: .*40\.5 percentage points less/);
  assert.match(told[1], /^ViT: .*ranges of the seeds meet/);
});

test("where nothing was learnt, that is said, and the comparison is with the rows before", () => {
  const told = blank.follows(study([series("lstm", "LSTM", { 0: [97, 98], 16: [95, 96], 64: [11.35, 11.35] })]));
  assert.equal(told.length, 2);
  assert.match(told[0], /^LSTM: with 16 blank rows .*2\.0 percentage points less .*trained on it tells 96\.50 %/);
  assert.match(told[1], /^LSTM, 64 blank rows: nothing was learnt.*11\.35 %.*12\.35 %.*does not tell/);
  const only = blank.follows(study([series("lstm", "LSTM", { 0: [97, 98], 64: [11.35, 60] })]));
  assert.match(only[0], /^LSTM: with 64 blank rows/, "one of its trainings has learnt something");
});

test("means are told of what is in", () => {
  const rnn = series("rnn", "RNN", { 0: [95, 96] }, { reads_on: trainings({ 0: [95, 96], 16: [10, 20] }) });
  const vit = series("vit", "ViT", { 16: [90] });
  const mixed = series("vit", "ViT", { 16: [91] }, { shuffled: true });
  assert.deepEqual(blank.measured(study([rnn, vit, mixed])), [
    "Right of all test digits, without blank rows: RNN 95.5 %.",
    "The ViT with all rows of its pictures, blank ones too, in one random order, in training and test alike (in brackets, in their own order): 91.0 % (90.0 %) with 16 blank rows.",
    "Trained without blank rows, then asked after 16 of them: RNN 15.0 %; without them: RNN 95.5 %.",
  ]);
});

const ms = (median) => ({ least: 0.9 * median, median, most: 1.1 * median });
const costs = {
  networks: [
    {
      ...{ form: "rnn", title: "RNN" },
      costs: [
        { rows: 28, linear: 300, quadratic: 0, chain: 29, ms: ms(1) },
        { rows: 56, linear: 600, quadratic: 0, chain: 57, ms: ms(2) },
      ],
    },
    {
      ...{ form: "vit", title: "ViT" },
      costs: [
        { rows: 28, linear: 400, quadratic: 100, chain: 14, ms: ms(2) },
        { rows: 56, linear: 800, quadratic: 1200, chain: 14, ms: ms(1) },
      ],
    },
  ],
  not_waiting: [
    { rows: 28, ms: ms(0.5) },
    { rows: 56, ms: ms(0.2) },
  ],
};

test("both terms, what waits and what it costs are told with their numbers", () => {
  const told = cost.measured(costs);
  assert.match(told[0], /^ViT at 28 rows: 400 .* and 100 .* 20\.0 % of all/);
  assert.match(told[2], /^Of the lengths counted, 56 rows is the first/);
  assert.match(told[3], /at 28 rows: RNN 29, ViT 14; at 56 rows: RNN 57, ViT 14/);
  const follows = cost.follows(costs);
  assert.match(follows[0], /linear term is 4\.0 times as large/);
  assert.match(follows[1], /2\.0 to 10\.0 times as long/);
  assert.match(follows[2], /^ViT is quicker than RNN at 56 rows: .* ViT is slower than RNN at 28 rows: [^:]*\.$/);
  const [rnn, vit] = costs.networks;
  const wide = { ...rnn, costs: rnn.costs.map((one) => ({ ...one, ms: { ...one.ms, most: 9 } })) };
  const open = cost.follows({ ...costs, networks: [wide, vit] });
  assert.match(
    open[2],
    /quicker than RNN at 56 rows.* At 28 rows the quartiles of both meet/,
    "median against median is no answer",
  );
});
