// Left or right: what small filters cannot tell.
import { inZeros, percentage } from "../../lib/format.js";
import { gapOf, placesOf, provable, standing, stateOf, swapped } from "../../lib/pairs.js";
import { titles } from "./parts.js";

const NEAR = "pairs-cnn-7-circular";
const FAR = "pairs-cnn-23-circular";
const BAG = "pairs-vit-bag";
const VIT = "pairs-vit";
const SWAP = '[data-el="pairs"] .controls button';
const networkOf = (id) => `.network[data-model="${id}"]`;
const APART = { dx2: 4 }; // px: 8 between the letters instead of 4
const BELOW = { dy: 8, dy2: 8 }; // px: in the rows that no training showed

/** Percent right of two networks over their seeds, at so many pixels between the letters; and which is right beyond guessing. */
async function accuracies({ request }, ids, gap, rows) {
  const { models } = await request.pairs();
  const values = ids.map((id) => {
    const { seeds } = models.find(({ model }) => model === id);
    return seeds.reduce((total, { gaps }) => total + gaps.find((one) => one.gap === gap)[rows] / seeds.length, 0);
  });
  const know = ids.filter((_, i) => values[i] > 75);
  return {
    first: percentage(values[0]),
    second: percentage(values[1]),
    know: know.length === 1 ? know[0] : know.length ? "both" : "neither",
  };
}

/** Which of these networks provably answers alike when the letters change places. */
async function alike({ request, state }, ids) {
  const { models } = await request.pairs();
  const places = placesOf(state);
  return {
    proven: ids.find((id) =>
      provable(
        places,
        models.find(({ model }) => model === id),
      ),
    ),
  };
}

export default {
  id: "order",
  models: [NEAR, FAR, BAG, VIT],
  state: { section: "pairs", sample: null, sample2: "glyph-b" },
  steps: [
    {
      kind: "do",
      point: SWAP,
      look: networkOf(BAG),
      done: (state) => standing(placesOf(state), { padding: null }) === "right",
      async asks({ request, state }) {
        const both = await Promise.all([request.trace({}), request.trace(stateOf(swapped(placesOf(state))))]);
        const [now, before] = both.map(({ traces }) => traces.find(({ model }) => model === BAG).predictions);
        const logit = (index) => before.find((one) => one.index === index).logit;
        return { difference: inZeros(Math.max(...now.map((one) => Math.abs(one.logit - logit(one.index))))) };
      },
      values: ({ title }) => ({ bag: title(BAG) }),
    },
    {
      kind: "predict",
      choices: [NEAR, FAR, "both"],
      point: '[data-el="pairs"] .controls input[type="range"]',
      look: networkOf(NEAR),
      done: (state) => gapOf(placesOf(state)) === 8,
      asks: (page) => accuracies(page, [NEAR, FAR], 8, "seen"),
      truth: ({ found }) => found.know,
      values: titles(NEAR, FAR),
    },
    {
      kind: "predict",
      state: BELOW,
      choices: [FAR, VIT, "both"],
      point: SWAP,
      look: networkOf(VIT),
      done: (state) => standing(placesOf(state), { padding: null }) === "right",
      asks: (page) => accuracies(page, [FAR, VIT], 4, "unseen"),
      truth: ({ found }) => found.know,
      values: titles(FAR, VIT),
    },
    {
      kind: "ask",
      state: APART,
      choices: [NEAR, FAR, VIT],
      point: [NEAR, FAR, VIT].map(networkOf),
      look: networkOf(NEAR),
      asks: (page) => alike(page, [NEAR, FAR, VIT]),
      truth: ({ found }) => found.proven,
      values: ({ title }) => ({ a: title(NEAR) }),
    },
    {
      kind: "ask",
      choices: [NEAR, FAR, BAG, VIT],
      point: [NEAR, FAR, BAG, VIT].map(networkOf),
      look: networkOf(BAG),
      asks: (page) => alike(page, [NEAR, FAR, BAG, VIT]),
      truth: ({ found }) => found.proven,
      values: ({ title }) => ({ bag: title(BAG) }),
    },
  ],
};
