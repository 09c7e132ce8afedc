// Every sentence of the section "The lineage".

export default {
  title: "The lineage",
  lead: "Each architecture changed one thing in an earlier one. Choose a step: the rows above show the two networks that it lies between, with your picture, and here is the line of code in which they differ.",
  failed: (why) => `The lineage did not arrive: ${why}`,
  facts: { accuracy: "on test", parameters: "weights", macs: "MACs" },
  untrained: "not trained yet",
  see: "See it",
  choose: (title) => `Choose the step to ${title}`,
  pick: "Compare",
  with: "with",
  step: (from, to) => `${from} → ${to}`,
  line: "The line that differs",
  own: "The line that each is about",
  same: "One line holds both: what stands before “if” with the norm, what stands after “else” without it.",
  where: (file, line, name) => `${file}, line ${line}, in ${name}`,
  stage: (model, stage, shown, total) =>
    `${model}, ${stage}: ${shown < total ? `${shown} of ${total} channels` : `${total} channels`}`,
  scale: (low, high) => `activation, ${low} … ${high}`,
  units: (n) => `${n} units`,
  says: (label, share) => `says ${label} (${share})`,
  missing: (model) => `${model} has not been trained yet, so there is nothing to show of it.`,
  open: "Open this stage",
  // --- the degradation
  degradation: {
    title: "The degradation",
    lead: "The same layers, trained alike with the same pictures: only depth and the way around differ.",
    loss: "Training loss",
    lossAxis: "cross-entropy, mean of the epoch",
    error: "Test error",
    errorAxis: "wrong, %",
    epoch: "epoch",
    missing: (names) => `Not trained yet: ${names}.`,
    incomplete: "Whether the deeper plain network trains worse cannot be said before both are trained.",
    yes: (deep, shallow, a, b) =>
      `Measured here: after the last epoch the training loss of ${deep} is ${a}, that of ${shallow} ${b}. The deeper plain network fits the training pictures worse, although it could copy what the shallow one does: the degradation.`,
    no: (deep, shallow, a, b) =>
      `Measured here: after the last epoch the training loss of ${deep} is ${a}, that of ${shallow} ${b}. On these small digits, at these depths, the deeper plain network does not train worse: the degradation does not show.`,
    residual: (deep, shallow, a, b) => `With the way around: ${deep} ${a}, ${shallow} ${b}.`,
    errors: (list) => `Wrong on the test set at the end: ${list}.`,
    caveat:
      "Vanishing gradients are not the reason: with batch norm the authors found those of their plain networks healthy (arXiv 1512.03385, section 4.1), and the chart below measures them in ours. So “ResNets cure vanishing gradients” is not what this is about.",
    note: "From the model cards. The test error is that of the weights’ moving average on every fifth test picture, for display only.",
  },
  gradients: {
    title: "Gradient through the depth",
    when: "Weights",
    trained: "trained",
    initial: "at initialisation",
    axis: "‖∂L/∂x‖, last block = 1",
    depth: "depth: 0 the first state, 1 the last block",
    explain: (label) =>
      `L is the cross-entropy of class ${label} at this picture, x a block’s output, the norm over all its values. 1: as large as at the last block.`,
    initialNote:
      "Weights built with seed 0; batch norms take their statistics from the samples, as in the first step of training.",
    first: (list) => `At the first state: ${list}.`,
    times: (title, factor) => `${title} ${factor} times`,
    asking: (n) => `Asking ${n} networks…`,
    hover: (title, model, norm) => `${model}, ${title}: ${norm}`,
    none: "None of the twins is trained yet.",
  },
  lesion: {
    title: "One block left out",
    axis: "right on the test set, %",
    block: "block left out: 0 the first, 1 the last",
    note: "Measured with python -m models.training.lesion: in a residual network the branch goes and the way around stays; in a plain one the block goes, where its output has the shape of its input. On every fifth test picture; dotted: with everything.",
    none: "Not measured yet.",
  },
};
