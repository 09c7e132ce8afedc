// Where the one idea of each step is seen: what the link changes in the page's state.

/** Views of the opened stage, and panels, by step; a page that lacks one of them shows the stage with its first view. */
const SEEN = {
  mlp: { view: "weights" },
  stack: { view: "field" },
  norm: { view: "distribution" },
  resnet: { view: "residual" },
  preact: { view: "residual" },
  densenet: { view: "dense" },
  se: { view: "gates" },
  mobilenet: { view: "separable" },
  efficientnet: { view: "scaling" },
  vit: { view: "attention" },
  mixer: { view: "weights" },
  resmlp: { view: "patchmatrix" },
  gmlp: { view: "patchmatrix" },
};

export const seen = (step, models) => ({ models, stage: `${step.model}/${step.stage}`, channel: null, ...SEEN[step.key] });

/** "norm-resnet" <-> the two steps that are compared. */
export function parsePair(text, steps) {
  const found = (text ?? "").split("-").map((key) => steps.find((step) => step.key === key));
  return found.length === 2 && found[0] && found[1] && found[0] !== found[1] ? found : null;
}
export const formatPair = ([from, to]) => `${from.key}-${to.key}`;

/** What a link without a choice begins with: the step that made depth possible. */
export const firstPair = (steps) => {
  const to = steps.find(({ key }) => key === "resnet") ?? steps[1];
  return [steps.find(({ key }) => key === to.parent), to];
};
