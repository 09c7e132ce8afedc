// After the Mixer: one matrix, a gate; fixed and chosen listening.
import { fixed, percent } from "../../lib/format.js";
import { flat, moved } from "../../lib/share_measures.js";
import { isView, tabOf, whoSays } from "./parts.js";

const VIT = "digits-vit";
const MIXER = "digits-mixer";
const RESMLP = "digits-resmlp";
const GMLP = "digits-gmlp";
const MODELS = [VIT, MIXER, RESMLP, GMLP];
const [MATRIX, GATE] = [RESMLP, GMLP].map((id) => `${id}/blocks.0`);
const LISTENERS = { section: "listeners", listenDepth: 0.52, listen: null }; // the middle patch, as `listened` asks
const PAIRS = '[data-el="listeners"] .lpairs';

/** How much of what the middle patch listens to in its third block lies elsewhere at the sample than at the seven. */
async function listened({ request, state }, other) {
  const row = async (model, names) => {
    const { prefix, values } = await request.mixing({
      ...{ model, point: "blocks.2", kind: "share", level: "operator", row: 3, column: 3 },
      ...{ sample: state.sample, ...names },
    });
    return [...flat(prefix), ...flat(values)];
  };
  const shares = await Promise.all(
    MODELS.map(async (model) =>
      moved(await row(model, { sample: other ?? state.sample }), await row(model, { sample: "seven" })),
    ),
  );
  return {
    ...Object.fromEntries(MODELS.map((id, i) => [id.replace("digits-", ""), percent(shares[i])])),
    most: MODELS[shares.indexOf(Math.max(...shares))],
    fixed: [VIT, MIXER, RESMLP].find((id) => shares[MODELS.indexOf(id)] === 0),
  };
}

export default {
  id: "after",
  models: MODELS,
  steps: [
    {
      kind: "do",
      state: { stage: MATRIX, view: "patchmatrix" },
      point: ".open-stage .vquery-picture",
      look: ".open-stage .patch-rows",
      done: ({ stage, view }) => stage === MATRIX && /^patchmatrix\.\d+/.test(view ?? ""),
      values(numbers) {
        const [rows, columns] = numbers.weights(RESMLP, "blocks.0.linear_tokens.weight");
        return { patches: rows * columns };
      },
      source: "arXiv:2105.03404",
    },
    {
      kind: "predict",
      state: { stage: GATE },
      choices: ["one", "zero"],
      point: tabOf("patchmatrix"),
      look: ".open-stage .patch-panes",
      done: (state) => state.stage === GATE && isView(state, "patchmatrix"),
      async asks({ request }) {
        const [gated, plain] = await Promise.all([GMLP, RESMLP].map((model) => request.toeplitz(model)));
        const [first, second] = [gated, plain].map(({ blocks }) => blocks[0].toeplitz);
        return { value: first, gated: fixed(first, 2), plain: fixed(second, 2) };
      },
      truth: ({ found }) => (found.value > 0.5 ? "one" : "zero"),
      source: "arXiv:2105.08050",
    },
    {
      kind: "predict",
      state: LISTENERS,
      choices: MODELS,
      point: '[data-el="samples"] [data-sample="zero"]',
      look: '[data-el="listeners"] [data-model="digits-vit"]',
      done: ({ sample }) => sample !== null && sample !== "seven",
      asks: (page) => listened(page),
      truth: ({ found }) => found.most,
    },
    {
      kind: "ask",
      state: LISTENERS,
      choices: [VIT, MIXER, RESMLP],
      point: PAIRS,
      look: PAIRS,
      asks: (page) => listened(page, "zero"),
      truth: ({ found }) => found.fixed,
      values: ({ title }) => ({ a: title(RESMLP) }),
    },
    whoSays(RESMLP, GMLP, { dx: 5 }),
  ],
};
