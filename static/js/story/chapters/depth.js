// How deep, and what the way around a block is for.
import { count, fixed, percent, share, short } from "../../lib/format.js";
import { titles } from "./parts.js";

const SHALLOW = "digits-plain-20";
const DEEP = "digits-plain-56";
const SMALL = "digits-resnet-20";
const RESIDUAL = "digits-resnet-56";
const LINEAGE = { section: "lineage", lineage: "norm-resnet" };
const GRADIENT = '.degradation .chart:has([data-chart="gradient"])';
const VANISHED = 0.01; // of the gradient at the last block

/** What the cards of two networks say of their training: the losses of the last epoch, and which is lower. */
const losses = async ({ request }, models) => {
  const { twins } = await request.lineage();
  const [a, b] = models.map((id) => twins.find(({ model }) => model === id));
  const [first, second] = [a, b].map(({ curve }) => curve.at(-1).train_loss);
  return {
    first: fixed(first, 4),
    second: fixed(second, 4),
    fits: first < second ? a.model : b.model,
    wrong: percent((100 - a.top1) / 100),
    wrongToo: percent((100 - b.top1) / 100),
  };
};
const rangeOf = ({ lesion }) => {
  const right = lesion.map(({ top1 }) => top1 / 100);
  return [percent(Math.min(...right)), percent(Math.max(...right))];
};

export default {
  id: "depth",
  models: [SHALLOW, SMALL],
  steps: [
    {
      kind: "predict",
      state: { section: "lineage", lineage: "mlp-stack" },
      choices: [SHALLOW, DEEP],
      point: '.step[data-step="resnet"] .name',
      look: ".degradation .verdict",
      done: ({ lineage }) => lineage === "norm-resnet",
      asks: (page) => losses(page, [SHALLOW, DEEP]),
      truth: ({ found }) => found.fits,
      values: titles(SHALLOW, DEEP),
    },
    {
      kind: "predict",
      state: { stage: `${SMALL}/layer2.1`, view: "residual" },
      choices: ["still", "other"],
      point: ".open-stage .off-switch",
      look: ".open-stage .verdict",
      done: ({ view }) => /^residual\.\d+-off$/.test(view ?? ""),
      async asks({ request, state, frame }) {
        const { parts } = await request.residual({ model: SMALL });
        const off = parts[parseInt(state.view.split(".")[1], 10)];
        const [{ predictions }, { twins }] = await Promise.all([
          request.lesion({ model: SMALL, off: off.name }),
          request.lineage(),
        ]);
        const [least, most] = rangeOf(twins.find(({ model }) => model === SMALL));
        const [plainLeast, plainMost] = rangeOf(twins.find(({ model }) => model === SHALLOW));
        const before = frame.models.find(({ id }) => id === SMALL).predictions[0];
        const said = `${predictions[0].label} (${share(predictions[0].probability)})`;
        return { said, same: predictions[0].index === before.index, least, most, plainLeast, plainMost };
      },
      truth: ({ found }) => (found.same ? "still" : "other"),
      values: ({ title }) => ({ block: title(`${SMALL}/layer2.1`), a: title(SMALL), b: title(SHALLOW) }),
    },
    {
      kind: "ask",
      state: LINEAGE,
      choices: [DEEP, RESIDUAL],
      point: ".degradation .verdict + p",
      look: ".degradation .verdict + p",
      asks: (page) => losses(page, [DEEP, RESIDUAL]),
      truth: ({ found }) => found.fits,
      values: (numbers) => ({ ...titles(DEEP, RESIDUAL)(numbers), weights: count(numbers.model(DEEP).parameters) }),
      source: "arXiv:1512.03385",
    },
    {
      kind: "ask",
      state: LINEAGE,
      choices: ["less", "more"],
      point: GRADIENT,
      look: GRADIENT,
      async asks({ request }) {
        const { blocks } = await request.gradients({ model: DEEP, when: "trained" });
        const ratio = blocks[0].norm / blocks.at(-1).norm;
        return { ratio: short(ratio), vanished: ratio < VANISHED };
      },
      truth: ({ found }) => (found.vanished ? "less" : "more"),
      values: ({ title }) => ({ a: title(DEEP) }),
      source: "arXiv:1512.03385",
    },
  ],
};
