// Patches, and the price of knowing where things are.
import { NOTHING, SCENE, cardOf, whoSays } from "./parts.js";

const VIT = "digits-vit";
const CNN = "digits-cnn";
const PATCHES = `${VIT}/patch_embed`;
const PLACED = `${VIT}/pos_drop`;
const movedBack = (numbers) => ({
  patches: numbers.title(PATCHES),
  placed: numbers.title(PLACED),
  a: numbers.says(PATCHES, "equivariance"),
  b: numbers.says(PLACED, "equivariance"),
});

export default {
  id: "patches",
  models: [VIT, CNN],
  steps: [
    {
      kind: "do",
      point: '[data-el="grid"]',
      look: cardOf(PATCHES),
      done: ({ grid }) => grid === "on",
      values(numbers) {
        const { grid, stride } = numbers.point(PATCHES);
        return { rows: grid[0], columns: grid[1], count: grid[0] * grid[1], size: stride };
      },
    },
    {
      kind: "predict",
      state: { grid: "on", measure: "equivariance" },
      choices: ["two", "four"],
      point: SCENE,
      look: cardOf(PATCHES),
      done: ({ dx, dy }) => dx === 4 && dy === 0,
      truth: (numbers) => (numbers.change(PATCHES, "equivariance") === null ? "two" : "four"),
      values: movedBack,
    },
    {
      kind: "do",
      state: { grid: "on", dx: 4, measure: "equivariance" },
      point: cardOf(PLACED),
      look: cardOf(PLACED),
      done: ({ stage }) => stage === PLACED,
      values: movedBack,
    },
    {
      kind: "ask",
      state: { dx: 4, measure: "equivariance" },
      choices: [PATCHES, PLACED],
      point: [cardOf(PATCHES), cardOf(PLACED)],
      look: cardOf(PLACED),
      truth: (numbers) => (numbers.change(PATCHES, "equivariance") >= NOTHING ? PATCHES : PLACED),
      values: movedBack,
    },
    whoSays(VIT, CNN, { dx: 2, dy: 6 }),
  ],
};
