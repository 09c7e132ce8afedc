// Where the one idea of each step is seen: what the link changes in the page's state.

/** The step's stage, opened with the view that shows its idea; a page that lacks the view shows the stage with its first one. */
export const seen = (step, models) => ({ models, stage: `${step.model}/${step.stage}`, channel: null, view: step.seen });

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
