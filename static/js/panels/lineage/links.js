// Where the one idea of each step is seen: what the link changes in the page's state.

/** The step's stage, opened with the view that shows its idea; a page that lacks the view shows the stage with its first one. */
export const seen = (step, models) => ({ models, stage: `${step.model}/${step.stage}`, channel: null, view: step.seen });

/**
 * Which stage of each step's model stands in the comparison: the later step's, and of the other model the same one, where it has
 * one of that name and shape; else each step's own. Returns the two steps with their stages.
 */
export function sameStage([from, to], models) {
  const pointOf = (step, found) => models.find(({ id }) => id === step.model)?.points.find(found);
  const wanted = pointOf(to, ({ name }) => name === to.stage);
  const alike = ({ stage, title, shape }) => stage && title === wanted?.title && shape.join() === wanted.shape.join();
  return [{ ...from, stage: pointOf(from, alike)?.name ?? from.stage }, to];
}

/** Whether the measured degradation speaks of this pair: both are among the networks that it was measured on. */
export const isOfTwins = (pair, twins) => pair.every(({ model }) => twins.some((twin) => twin.model === model));

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
