// One step at a time against all at once.
import { share } from "../../lib/format.js";
import { leader, settledAt } from "../../lib/reading_steps.js";
import { SCENE, cardOf, isView, rowOf, tabOf, titles, whoSays } from "./parts.js";

const VIT = "digits-vit";
const RNN = "digits-rnn";
const LSTM = "digits-lstm";
const [FOURTH, TENTH] = [3, 9].map((at) => `${RNN}/steps.${at}`);
const LAST = `${LSTM}/steps.27`;
const BLOCK = `${VIT}/blocks.0`;

const saidAfter = ({ labels, steps }, rows) => {
  const { shares } = steps[rows - 1];
  return `${labels[leader(shares)]} (${share(shares[leader(shares)])})`;
};
const stagesOf = (model) => model.points.filter(({ stage }) => stage).length;

export default {
  id: "reading",
  models: [VIT, RNN, LSTM],
  steps: [
    {
      kind: "do",
      state: { stage: TENTH, view: "reading.10" },
      point: '.open-stage input[name="row"]',
      look: ".open-stage .reading-believed",
      done: ({ stage, view }) => stage === TENTH && view === "reading.28",
      async asks({ request }) {
        const found = await request.reading(RNN);
        return { early: saidAfter(found, 10), late: saidAfter(found, 28), settled: settledAt(found.steps) };
      },
      values: (numbers) => ({ units: numbers.point(TENTH).shape[0] }),
    },
    {
      kind: "predict",
      state: { stage: LAST },
      choices: [RNN, LSTM],
      point: tabOf("reading"),
      look: ".open-stage .reading-believed",
      done: (state) => state.stage === LAST && isView(state, "reading"),
      async asks({ request }) {
        const [rnn, lstm] = (await Promise.all([RNN, LSTM].map((model) => request.reading(model)))).map(({ steps }) =>
          settledAt(steps),
        );
        return { rnn, lstm };
      },
      truth: ({ found: { rnn, lstm } }) => (rnn < lstm ? RNN : LSTM),
      values: titles(RNN, LSTM),
    },
    {
      kind: "predict",
      choices: [FOURTH, BLOCK],
      point: SCENE,
      look: cardOf(FOURTH),
      done: ({ dy }) => dy >= 4,
      truth: (numbers) => numbers.least([FOURTH, BLOCK]),
      values: (numbers) => ({
        row: numbers.title(FOURTH),
        block: numbers.title(BLOCK),
        a: numbers.says(FOURTH),
        b: numbers.says(BLOCK),
      }),
    },
    {
      kind: "ask",
      choices: [RNN, VIT],
      point: [rowOf(RNN), rowOf(VIT)],
      look: [rowOf(RNN), rowOf(VIT)],
      truth: (numbers) => (stagesOf(numbers.model(RNN)) > stagesOf(numbers.model(VIT)) ? RNN : VIT),
      values: (numbers) => ({
        ...titles(RNN, VIT)(numbers),
        ...{ rows: stagesOf(numbers.model(RNN)), stages: stagesOf(numbers.model(VIT)) },
      }),
      source: "arXiv:1706.03762",
    },
    whoSays(RNN, LSTM, { dx: 7 }),
  ],
};
