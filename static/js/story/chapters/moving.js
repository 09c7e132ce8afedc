// The MLP, and the pattern that moves.
import { OPENED, SCENE, cardOf, rowOf, whoSays } from "./parts.js";

const MLP = "digits-mlp";
const CNN = "digits-cnn";
const HIDDEN = `${MLP}/act1`;
const LAST = [`${MLP}/act2`, `${CNN}/gap`];
const ofLast = (numbers) => ({
  first: numbers.title(LAST[0]),
  second: numbers.title(LAST[1]),
  a: numbers.says(LAST[0]),
  b: numbers.says(LAST[1]),
});
const least = (numbers) => numbers.least(LAST).split("/")[0];

export default {
  id: "moving",
  models: [MLP, CNN],
  steps: [
    {
      kind: "do",
      point: SCENE,
      look: cardOf(HIDDEN),
      done: ({ dx }) => dx >= 5,
      values: (numbers) => ({ stage: numbers.title(HIDDEN), change: numbers.says(HIDDEN) }),
    },
    {
      kind: "predict",
      choices: [MLP, CNN],
      point: SCENE,
      look: rowOf(CNN),
      done: ({ dy }) => dy >= 5,
      truth: least,
      values: ofLast,
    },
    {
      kind: "do",
      state: { dx: 5 },
      point: cardOf(HIDDEN),
      look: OPENED,
      done: ({ stage }) => stage === HIDDEN,
      values: (numbers) => ({ stage: numbers.title(HIDDEN), units: numbers.point(HIDDEN).shape[0] }),
    },
    {
      kind: "ask",
      state: { dx: 5 },
      choices: [MLP, CNN],
      point: [rowOf(MLP), rowOf(CNN)],
      look: rowOf(CNN),
      truth: least,
      values: ofLast,
    },
    whoSays(MLP, CNN, { dx: 8 }),
  ],
};
