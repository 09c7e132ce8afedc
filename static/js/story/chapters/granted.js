// What a form takes for granted.
import { count, inZeros, percentage, short } from "../../lib/format.js";
import { spreadOf } from "../../lib/spread.js";

const MODELS = ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"];
const [MLP, , VIT] = MODELS;
const SECTION = { section: "granted" };
const PATCHES = "patches:4:1";
const PIXELS = "pixels:1";
const WITHIN = "within:4:1";
const EXACT = 1e-6; // of the largest logit: rounding
const rowOf = (name) => `[data-el="granted"] tr[data-switch="${name}"]`;
const symmetriesOf = (id) => `[data-el="granted"] tr[data-model="${id}"]`;

/** How often a model is right on test digits that are changed so, as its card says. */
const rightAt = (numbers, id, name) => numbers.model(id).granted.top1[name];
const best = (numbers, name) => MODELS.reduce((a, b) => (rightAt(numbers, b, name) > rightAt(numbers, a, name) ? b : a));
/** {mlp: "6.0 %", …}, and how often each is right as the pictures are. */
const allAt = (name) => (numbers) =>
  Object.fromEntries(MODELS.map((id) => [id.replace("digits-", ""), percentage(rightAt(numbers, id, name))]));
const symmetry = async ({ request }, model, name, kind) => {
  const { symmetries } = await request.symmetries({ model, transform: null });
  const { trained } = symmetries.find((one) => one.name === name && one.kind === kind);
  return { difference: inZeros(trained), written: short(trained, 2), exact: trained <= EXACT };
};

const FEW = 300; // digits
/** Percent wrong of all test digits, mean of the trainings without shifts: {size: percent} of a form of the study on data. */
const wrongAfter = (study, form) => {
  const { trainings } = study.forms.find((one) => one.form === form);
  const plain = trainings.filter(({ shifted, doubled }) => !shifted && !doubled);
  const sizes = [...new Set(plain.map(({ size }) => size))].sort((a, b) => a - b);
  const wrong = (size) => spreadOf(plain.filter((one) => one.size === size).map(({ test }) => 100 - test)).mean;
  return new Map(sizes.map((size) => [size, wrong(size)]));
};
/** What each was wrong on after few digits, and after how many the ViT was as right as the CNN after those. */
const appetite = async ({ request }) => {
  const study = await request.dataStudy();
  const [cnn, vit] = ["cnn", "vit"].map((form) => wrongAfter(study, form));
  const more = [...vit.keys()].find((size) => vit.get(size) <= cnn.get(FEW));
  return {
    less: cnn.get(FEW) < vit.get(FEW) ? "cnn" : "vit",
    cnn: percentage(cnn.get(FEW)),
    vit: percentage(vit.get(FEW)),
    few: count(FEW),
    more: more ? count(more) : "–",
  };
};

export default {
  id: "granted",
  models: MODELS,
  steps: [
    {
      kind: "predict",
      choices: MODELS,
      point: '[data-el="sections"] a[href*="section=granted"], [data-el="menu"]',
      look: rowOf(PATCHES),
      done: ({ section }) => section === "granted",
      truth: (numbers) => best(numbers, PATCHES),
      values: allAt(PATCHES),
    },
    {
      kind: "do",
      state: SECTION,
      point: `${rowOf(PIXELS)} button`,
      look: symmetriesOf(MLP),
      done: ({ transform }) => transform === PIXELS,
      asks: (page) => symmetry(page, MLP, "pixels", "family"),
      values: (numbers) => ({ mlp: numbers.title(MLP), right: percentage(rightAt(numbers, MLP, PIXELS)) }),
    },
    {
      kind: "predict",
      state: SECTION,
      choices: ["cnn", "vit"],
      point: '[data-el="sections"] a[href*="section=data"], [data-el="menu"]',
      look: '[data-el="data"] h2',
      done: ({ section }) => section === "data",
      asks: appetite,
      truth: ({ found }) => found.less,
      source: "arXiv:2010.11929",
    },
    {
      kind: "ask",
      state: SECTION,
      choices: MODELS,
      point: rowOf(WITHIN),
      look: rowOf(WITHIN),
      truth: (numbers) => best(numbers, WITHIN),
      values: allAt(WITHIN),
    },
    {
      kind: "ask",
      state: SECTION,
      choices: ["same", "other"],
      point: symmetriesOf(VIT),
      look: symmetriesOf(VIT),
      asks: (page) => symmetry(page, VIT, "patches-no-positions", "answer"),
      truth: ({ found }) => (found.exact ? "same" : "other"),
      values: (numbers) => ({
        without: percentage(rightAt(numbers, VIT, "no-positions")),
        right: percentage(rightAt(numbers, VIT, "")),
      }),
    },
  ],
};
