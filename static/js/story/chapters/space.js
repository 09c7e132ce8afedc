// Space and channels: the Mixer.
import { NOTHING, OPENED, SCENE, cardOf, rowOf, whoSays } from "./parts.js";

const MIXER = "digits-mixer";
const CNN = "digits-cnn";
const PATCHES = `${MIXER}/stem`;
const BLOCK = `${MIXER}/blocks.0`;
const LAST = [`${MIXER}/blocks.5`, `${CNN}/act6`];
const inBlock = (numbers) => ({
  patches: numbers.title(PATCHES),
  block: numbers.title(BLOCK),
  a: numbers.says(PATCHES, "equivariance"),
  b: numbers.says(BLOCK, "equivariance"),
});

export default {
  id: "space",
  models: [MIXER, CNN],
  steps: [
    {
      kind: "do",
      point: cardOf(BLOCK),
      look: OPENED,
      done: ({ stage }) => stage === BLOCK,
      values(numbers) {
        const { shape, grid } = numbers.point(BLOCK);
        return { block: numbers.title(BLOCK), patches: grid[0] * grid[1], channels: shape[shape.length - 1] };
      },
    },
    {
      kind: "predict",
      state: { measure: "equivariance" },
      choices: [MIXER, CNN],
      point: SCENE,
      look: rowOf(MIXER),
      done: ({ dx, dy }) => dx === 4 && dy === 0,
      truth: (numbers) => numbers.least(LAST, "equivariance").split("/")[0],
      values: (numbers) => ({
        first: numbers.title(LAST[0]),
        second: numbers.title(LAST[1]),
        a: numbers.says(LAST[0], "equivariance"),
        b: numbers.says(LAST[1], "equivariance"),
      }),
    },
    {
      kind: "ask",
      state: { dx: 4, measure: "equivariance" },
      choices: [PATCHES, BLOCK],
      point: [cardOf(PATCHES), cardOf(BLOCK)],
      look: cardOf(BLOCK),
      truth: (numbers) => (numbers.change(PATCHES, "equivariance") >= NOTHING ? PATCHES : BLOCK),
      values: inBlock,
    },
    whoSays(MIXER, CNN, { dx: 5 }),
  ],
};
