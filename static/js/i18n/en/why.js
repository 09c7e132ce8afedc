// "Why this answer": maps over the picture that say how much each pixel speaks for a class.

export default {
  title: "Why this answer",
  lead: "Which pixels speak for a class, and which against it? Each row asks every model in the same way about the same class. The methods do not agree, and none of them is the truth: compare rows before you believe one.",
  class: "Class",
  says: (model, label) => (label ? `what ${model} says: ${label}` : `what ${model} says`),
  against: "Compared with",
  nothing: "nothing: its logit alone",
  baseline: {
    title: "Baseline",
    black: "black",
    mean: "mean colour of the training",
    blurred: "the picture, blurred",
  },
  look: {
    over: "Maps over the picture",
    whyKeep: "Shown",
    whyEnds: "Ends of the scales",
    keeps: {
      all: { text: "all", explain: "Every value of a map is shown" },
      strongest: {
        text: "strongest 60 %",
        explain:
          "Of each map only the fewest cells that together hold 60 % of its size, the sum of all values without their signs",
      },
    },
    ends: {
      most: { text: "99.5 % of the values", explain: "The largest 0.5 % lie beyond the ends and have the ends’ colours" },
      all: { text: "the largest", explain: "The largest value has the last colour; one that sticks out makes all others pale" },
    },
  },
  about: (label, other) =>
    other
      ? `Explained is the logit of “${label}” minus the logit of “${other}”, in every model.`
      : `Explained is the logit of “${label}”, in every model.`,
  busy: (methods) => `${methods.join(", ")}: computing.`,
  table: "Maps over the picture, a row for each method",
  answer: (label, share) => `${label}, ${share}`,
  unsure: (label) => `unsure: ${label}`,
  total: (total, difference) => `adds up to ${total} of ${difference}`,
  places: (stage, total) => `places of “${stage}”; adds up to ${total}`,
  map: (model, method, row, column) => `${model}, ${method}: strongest at row ${row}, column ${column}`,
  methods: {
    input: {
      title: "Gradient × difference",
      explain: "The slope at this picture, times how far each pixel is from the baseline",
    },
    smooth: { title: "SmoothGrad × difference", explain: "The mean slope over 32 pictures with noise, times the same" },
    integrated: {
      title: "Integrated Gradients",
      explain: "The mean slope on the way from the baseline to the picture, in 32 steps, times the same",
    },
    occlusion: { title: "Occlusion", explain: "How much the logit falls when a window becomes as in the baseline" },
    cam: {
      title: "Grad-CAM",
      explain: "Each channel of the last stage that has places, times its mean slope, before the ReLU; its own scale",
    },
    attention: {
      title: "Gradient-weighted attention",
      explain:
        "How much each patch reached the answer by attention that speaks for the class, block after block; within windows: how much the logit would gain from more attention to it",
    },
    gradient: {
      title: "Gradient alone",
      explain: "Logits for a pixel that grows from black to white; another unit, so another scale",
    },
  },
  legrad: "LeGrad: its windows are put back where they lie",
  scale: {
    map: "First four rows, all models: logits in each pixel, above 0 for the class, below against it",
    cam: "Grad-CAM, all models: logits in each place of the stage, above 0 for the class, below against it",
    attention: "Attention between all patches: not below 0, without a unit",
    legrad: "LeGrad, within windows: logits per attention weight, not below 0",
    gradient: "Last row, all models: logits for a pixel that grows from 0 to 1",
  },
  checks: {
    title: "Are these maps to be believed?",
    which: "Check",
    model: "of",
    seed: "seed of the random order",
    cancel: "Cancel",
    map: (model, method, weights) => `${model}, ${method}, ${weights}`,
    none: { title: "none" },
    curves: {
      title: "Deletion and insertion",
      explain:
        "Deletion: window after window becomes as in the baseline, in the order of a map, what speaks most for the class first; insertion: in the same order the picture's windows come into the baseline. If a map has found what the answer hangs on, the logit falls early in one and rises early in the other; a random order shows what that is worth.",
      busy: (model) => `Taking windows away from ${model}, and putting them in.`,
      note: (window, count, steps, baseline) =>
        `Windows of ${window} × ${window} px, ${count} of them, in ${steps} steps. A window that is taken away becomes as in the baseline (${baseline}). The vertical axis is the same in both; the area is the mean logit over the share of windows. Such pictures are unlike any in the training.`,
      table: "Areas under the curves, a row for each order of the windows",
      random: (seed) => `random order, seed ${seed}`,
      deletion: { title: "Deletion", area: "area; the less, the better" },
      insertion: { title: "Insertion", area: "area; the more, the better" },
      share: "share of the windows",
      logit: "logit",
      hover: (name, all) => `${name}<br>%{customdata} of ${all} windows: %{y:.2f}<extra></extra>`,
    },
    twin: {
      title: "Untrained twin",
      explain:
        "The same methods on the same architecture with random weights (seed 0; batch norms with the statistics of the samples), for the same class. A map that looks alike there shows the picture and the architecture, not what was learnt.",
      busy: (model) => `Explaining ${model}, and its twin before training.`,
      table: "Maps of the trained model and of its untrained twin, a row for each method",
      trained: "trained",
      initial: "untrained",
      signed: "rank correlation",
      sizes: "of the sizes",
      undefined: "undefined",
      note: (pixels) =>
        `Spearman's rank correlation of the two maps over the ${pixels} pixels in which picture and baseline differ, equal values with the mean of their ranks; “of the sizes”: without signs. 1: the same order, 0: none in common. Each map is coloured up to its own end.`,
    },
  },
  how: {
    title: "How it is computed, and what it does not say",
    paragraphs: [
      "f is the logit of the class (or one logit minus another), taken before the softmax, because a share also falls when another class rises. b is the baseline: a pixel that is as in the baseline gets exactly 0 from every method but the last, so with black nothing on a black ground can speak, and that is the choice of the baseline, no finding.",
      "“adds up to … of …”: the first number is the sum of the map, the second f(picture) − f(baseline). Integrated Gradients add up to it but for their 32 steps. The others need not: a slope says what a small change would do, and windows that are covered one by one leave out what two of them do together. Where the numbers are far apart, the map is no division of the answer among the pixels.",
      "Occlusion's windows are spread evenly over their pixels, so that all four rows have the same unit. Covered pictures are unlike any in the training, and vision transformers bear much covering (60 % right on ImageNet with 80 % of the picture covered, arXiv:2105.10497): a flat map says that one window does not matter alone, not that nothing was seen there.",
      "Grad-CAM is as coarse as the stage that it is read at: a pixel has the value of its place, with nothing blended in between. The published method leaves out what is below 0; here it stays, because it speaks against the class. Where the mean of the places goes to one linear layer, it adds up to the logit without that layer's bias. A model without places has none, and neither has one that reads its class token alone: in its last block no patch has a slope any more.",
      "Attention counts only where it is positive together with its slope, mean over the heads, and each block's matrix is multiplied with those before it, as Chefer, Gur and Wolf do it (arXiv:2103.15679); shown is what comes to the tokens that the answer is read from. It knows of no evidence against the class, and of nothing that the layers between do. In a model that attends within windows, each block has other ones, and there is no such product. There it is LeGrad (arXiv:2404.03214), but with f at the network's end in every block, where its authors read a score off each block's own tokens: how much f would gain from more attention to a position, slopes below 0 counting as 0, mean over the heads and over the positions of its window that listen; windows are put back where they lie, shifted ones too, and the mean over the blocks is shown, coarse grids as they are. Where a window’s positions cannot be told, nothing is shown.",
      "What a map shows is how this network’s logit answers to changes of this picture, small ones or a covered window. It does not show that the network is right, nor what another network would do.",
    ],
  },
};
