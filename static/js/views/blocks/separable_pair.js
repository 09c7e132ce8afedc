/** A depthwise and a pointwise convolution, one after the other: which stages they make, and what they cost (pure). */

/**
 * {depthwise, pointwise: {point, picture}} of the pair that a stage belongs to, whichever of the two it is; null if to none.
 * Read off shapes and phases: one thin filter per channel and space only, then 1x1 kernels and channels only.
 */
export function pairOf(model, point) {
  const stages = model.points.filter(({ stage }) => stage);
  const at = stages.findIndex(({ name }) => name === point.name);
  for (const [first, second] of [
    [stages[at], stages[at + 1]],
    [stages[at - 1], stages[at]],
  ]) {
    const [depthwise, pointwise] = [kernelsOf(model, first), kernelsOf(model, second)];
    if (!depthwise || !pointwise) continue;
    const [channels, one, side] = depthwise.shape;
    const thin = first.phase === "spatial" && one === 1 && channels > 1 && side > 1;
    const columns = second.phase === "channel" && pointwise.shape[1] === channels && pointwise.shape[2] === 1;
    if (thin && columns)
      return { depthwise: { point: first, picture: depthwise }, pointwise: { point: second, picture: pointwise } };
  }
  return null;
}

const kernelsOf = (model, point) =>
  point && model.pictures.find(({ stage, kind }) => stage === point.name && kind === "kernels");

/**
 * Multiply-adds for one picture, as in arXiv 1704.04861: kernel K x K, M channels in, N out, F x F positions of the output.
 * {depthwise: K²·M·F², pointwise: M·N·F², full: K²·M·N·F², ratio, formula: 1/N + 1/K²}; the last two are equal.
 */
export function separableCost({ kernel, from, to, positions }) {
  const depthwise = kernel * kernel * from * positions;
  const pointwise = from * to * positions;
  const full = kernel * kernel * from * to * positions;
  return { depthwise, pointwise, full, ratio: (depthwise + pointwise) / full, formula: 1 / to + 1 / (kernel * kernel) };
}
