// The CNN: maps that move along.
import { NOTHING, SCENE, cardOf } from "./parts.js";

const CNN = "digits-cnn";
const FIRST = `${CNN}/act1`;
const FIFTH = `${CNN}/act5`;
const MAPS = `${CNN}/act6`;
const AVERAGE = `${CNN}/gap`;

export default {
  id: "maps",
  models: [CNN, "digits-mlp"],
  steps: [
    {
      kind: "do",
      point: SCENE,
      look: cardOf(FIRST),
      done: ({ dx }) => dx >= 4,
      values: (numbers) => ({ stage: numbers.title(FIRST), change: numbers.says(FIRST) }),
    },
    {
      kind: "do",
      state: { dx: 4 },
      point: '[data-el="measure"]',
      look: cardOf(FIRST),
      done: ({ measure }) => measure === "equivariance",
      values: (numbers) => ({
        first: numbers.title(FIRST),
        fifth: numbers.title(FIFTH),
        before: numbers.says(FIRST),
        a: numbers.says(FIRST, "equivariance"),
        b: numbers.says(FIFTH, "equivariance"),
      }),
    },
    {
      kind: "predict",
      choices: [MAPS, AVERAGE],
      point: SCENE,
      look: cardOf(AVERAGE),
      done: ({ dy }) => dy >= 4,
      truth: (numbers) => numbers.least([MAPS, AVERAGE]),
      values: (numbers) => ({
        maps: numbers.title(MAPS),
        average: numbers.title(AVERAGE),
        a: numbers.says(MAPS),
        b: numbers.says(AVERAGE),
      }),
    },
    {
      kind: "ask",
      state: { dx: 4 },
      choices: ["unchanged", "changed"],
      point: cardOf(AVERAGE),
      look: cardOf(AVERAGE),
      truth: (numbers) => (numbers.change(AVERAGE) < NOTHING ? "unchanged" : "changed"),
      values: (numbers) => ({ average: numbers.title(AVERAGE), change: numbers.says(AVERAGE) }),
    },
    {
      kind: "ask",
      state: { dx: 4, measure: "equivariance" },
      choices: [FIRST, FIFTH],
      point: [cardOf(FIRST), cardOf(FIFTH)],
      look: cardOf(FIFTH),
      truth: (numbers) => numbers.least([FIRST, FIFTH], "equivariance"),
      values: (numbers) => ({
        first: numbers.title(FIRST),
        fifth: numbers.title(FIFTH),
        a: numbers.says(FIRST, "equivariance"),
        b: numbers.says(FIFTH, "equivariance"),
      }),
    },
  ],
};
