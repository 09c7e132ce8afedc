// "Left or right": is A left of B? Which networks can know it, and what tells them.

const PERCENT = (value) => `${value} %`;

export default {
  title: "Left or right",
  lead: "Is A left of B? Drag either letter on the canvas. Each network below was trained on this question, and answers for where the letters stand now.",
  swap: "Swap A and B",
  distance: "Distance",
  pixels: (gap) => (gap < 0 ? "their columns overlap" : `${gap} px between them`),
  snap: "Snap to the 4 px grid",
  more: "Add a network",
  less: (title) => `Take ${title} away`,
  busy: "The networks are asked about the pair with A and B exchanged.",
  truth: {
    left: "A is left of B. A pair like this was in the training.",
    right: "A is right of B. A pair like this was in the training.",
    unseen: {
      left: "A is left of B, in a row that the training never had.",
      right: "A is right of B, in a row that the training never had.",
    },
    column: "They begin in the same column: “left” is not defined here.",
    outside:
      "One of the letters is not whole on the canvas: there was no such picture in the training, and nothing is claimed.",
    overlap: "The letters overlap: there was no such picture in the training, and nothing is claimed.",
    untrained:
      "The training had pairs in one row of the 4 px grid, with 4 or 8 px between them. For any other nothing is claimed.",
  },
  far: "“Left” is not defined here: half the canvas or more apart, and the edges meet.",
  properties: {
    kind: "Network",
    field: "One window sees",
    padding: "[[Padding]]",
    head: "Head",
    positions: "Places given",
  },
  values: {
    kind: { cnn: "CNN", vit: "ViT", mixer: "Mixer", mlp: "MLP" },
    field: { 7: "7 px", 23: "23 px" },
    padding: { circular: "circular", zeros: "zeros", valid: "valid" },
    head: { average: "average", flatten: "flattened" },
    positions: { true: "yes", false: "no" },
  },
  says: ({ label, share }) => `says “${label}”, ${share}`,
  right: "right",
  wrong: "wrong",
  badge: "difference < 10⁻⁶",
  why: {
    windows: "A bag of windows: no window touches both letters, so exchanging them leaves the same windows, and their average.",
    patches:
      "A bag of patches: each letter fills one patch, so exchanging them leaves the same patches, and nothing tells the patches' places.",
  },
  measured: (value) => `Exchanging A and B changes a [[logit]] by ${value}.`,
  exact: (value) => `Measured now: ${value}.`,
  window: {
    both: (field) => `One window of ${field} px reaches both letters: it can tell their order, if its training found out how.`,
    one: (field) => `No window of ${field} px reaches both letters.`,
  },
  bars: {
    title: "Right answers, pairs without noise",
    gap: (gap) => `${gap} px apart`,
    seen: "rows seen in training",
    unseen: "rows never seen",
    value: ({ mean, least, most }) => (least === most ? PERCENT(mean) : `${PERCENT(mean)} (${least}–${most})`),
    label: ({ gap, rows, value, seeds }) => `${gap} px apart, ${rows}: ${value}, mean of ${seeds} trainings`,
  },
  caption: (seeds) =>
    `Mean of ${seeds} trainings with different seeds, and their range; the network shown is the first of them. All 48 pairs 4 px apart and all 40 pairs 8 px apart in the upper half of the canvas (seen: those that the training drew from, there with noise), and as many in the lower half (never seen). 50 % is a guess. Unseen rows lie outside the training by construction: they test whether the form carries the rule over.`,
  zeros: {
    title: "Why zeros round the picture help",
    text: ({ zeros, circular, seeds }) =>
      `“CNN 7, circular” and “CNN 7, zeros” both see 7 px, and no window of theirs reaches both letters when these are 8 px apart. With [[circular padding]] the answer is then the same for a pair and its swap: ${circular} right, a guess. With [[zero padding|padding]] it is ${zeros} (mean of ${seeds} trainings): a window at the border sees the border, so a letter near it leaves other windows than a letter far from it.`,
  },
};
