// One idea each: dense connections, squeeze-and-excitation, separable convolutions, compound scaling.
import { count, fixed, short } from "../../lib/format.js";
import { SCENE, VIEW, cardOf, isView, nearest, rowOf, tabOf } from "./parts.js";

const DENSE = "digits-densenet";
const GATED = "digits-se-resnet-20";
const SEPARABLE = "digits-mobilenet";
const SCALED = "digits-efficientnet-0";
const layer = (n) => `features.denseblock1.denselayer${n}`;
const LAYER = `${DENSE}/${layer(3)}`;
const BLOCK = `${GATED}/layer3.1`;
const COLUMNS = `${SEPARABLE}/blocks.1.1`;
const MBCONV = `${SCALED}/blocks.1.1`;

/** The invariance error of two arrays of values. */
const errorOf = (before, now) => Math.hypot(...now.map((value, i) => value - before[i])) / Math.hypot(...now);

/** What a full convolution of the same sizes would cost, as a part of it: 1/N + 1/K². */
function costShare(numbers) {
  const [, , kernel] = numbers.weights(SEPARABLE, "blocks.1.1.conv_dw.weight");
  const [outputs] = numbers.weights(SEPARABLE, "blocks.1.1.conv_pw.weight");
  return 1 / outputs + 1 / kernel ** 2;
}

/** "scaling.1.2-1.1-1.15" -> [1.2, 1.1, 1.15]: of depth, width and resolution. */
const factorsOf = (view) =>
  (view ?? "")
    .replace(/^scaling\.?/, "")
    .split("-")
    .map(Number);

async function costs({ request, state }) {
  const [depth, width, resolution] = factorsOf(state.view);
  const [rule, now, before] = await Promise.all([
    request.trainedScalings(),
    request.scaling({ depth, width, resolution }),
    request.scaling({ depth: 1, width: 1, resolution: 1 }),
  ]);
  const phi = Math.round((10 * Math.log(depth)) / Math.log(rule.alpha)) / 10;
  const growth = now.macs / before.macs;
  return {
    ...{ phi, depth, width, resolution, growth },
    macs: count(now.macs),
    times: short(growth),
    expected: short(rule.cost_per_step ** phi),
  };
}

export default {
  id: "ideas",
  models: [DENSE, GATED, SEPARABLE, SCALED],
  steps: [
    {
      kind: "predict",
      state: { stage: LAYER },
      choices: ["stem", "one", "all"],
      point: tabOf("dense"),
      look: VIEW,
      done: (state) => state.stage === LAYER && isView(state, "dense"),
      truth(numbers) {
        const [stem] = numbers.point(`${DENSE}/features.norm0`).shape;
        const [grown] = numbers.point(`${DENSE}/${layer(1)}`).shape;
        return nearest({ stem, one: stem + grown, all: stem + 2 * grown }, gets(numbers));
      },
      values: (numbers) => ({
        layer: numbers.title(LAYER),
        stem: numbers.point(`${DENSE}/features.norm0`).shape[0],
        grown: numbers.point(`${DENSE}/${layer(1)}`).shape[0],
        gets: gets(numbers),
      }),
      source: "arXiv:1608.06993",
    },
    {
      kind: "predict",
      state: { stage: BLOCK, view: "gates" },
      choices: ["gates", "maps"],
      point: SCENE,
      look: cardOf(BLOCK),
      done: ({ dx }) => dx >= 4,
      async asks({ request }) {
        const gate = "layer3.1.se.gate";
        const [now, before] = await Promise.all([{}, { dx: 0, dy: 0 }].map((at) => request.activation(GATED, gate, at)));
        const error = errorOf(before.values, now.values);
        return { error, gates: fixed(error, 2) };
      },
      truth: (numbers) => (numbers.found.error < numbers.change(BLOCK) ? "gates" : "maps"),
      values: (numbers) => ({ block: numbers.title(BLOCK), maps: numbers.says(BLOCK) }),
      source: "arXiv:1709.01507",
    },
    {
      kind: "predict",
      state: { stage: COLUMNS },
      choices: ["half", "quarter", "eighth"],
      point: tabOf("separable"),
      look: ".open-stage .separable",
      done: (state) => state.stage === COLUMNS && isView(state, "separable"),
      truth: (numbers) => nearest({ half: 1 / 2, quarter: 1 / 4, eighth: 1 / 8 }, costShare(numbers)),
      values: (numbers) => ({
        stage: numbers.title(COLUMNS),
        ratio: short(costShare(numbers)),
        times: String(Math.round(1 / costShare(numbers))),
      }),
      source: "arXiv:1704.04861",
    },
    {
      kind: "do",
      state: { stage: MBCONV, view: "scaling" },
      point: '.open-stage input[name="phi"]',
      look: ".open-stage .vfacts",
      done: (state) => isView(state, "scaling") && factorsOf(state.view)[0] >= 1.2,
      asks: costs,
      source: "arXiv:1905.11946",
    },
    {
      kind: "ask",
      choices: [DENSE, GATED, SEPARABLE],
      point: [rowOf(DENSE), rowOf(GATED), rowOf(SEPARABLE)],
      look: rowOf(SEPARABLE),
      truth: (numbers) =>
        [DENSE, GATED, SEPARABLE].find((id) =>
          numbers.model(id).points.some(({ stage, phase }) => stage && phase === "spatial"),
        ),
      values: (numbers) => ({
        a: numbers.title(SEPARABLE),
        first: numbers.title(`${COLUMNS}.bn1`),
        second: numbers.title(COLUMNS),
      }),
    },
    {
      kind: "ask",
      state: { stage: MBCONV, view: "scaling.1.44-1.21-1.32" },
      choices: ["two", "three", "five"],
      point: ".open-stage .vfacts",
      look: ".open-stage .vfacts",
      asks: costs,
      truth: ({ found }) => nearest({ two: 2, three: 3, five: 5 }, found.growth),
    },
  ],
};

/** How many maps the third layer reads. */
function gets(numbers) {
  const [, channels] = numbers.weights(DENSE, `${layer(3)}.conv1.weight`);
  return channels;
}
