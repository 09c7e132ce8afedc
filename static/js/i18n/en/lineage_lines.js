// What each quoted line of code does, by step: the line before, and the one that takes its place.

const MATRIX = "A matrix from every pixel to every unit: each unit has a weight of its own for each pixel.";
const FULL =
  "A 3x3 convolution: one small filter for each pair of an input and an output channel, used at every position of the picture.";
const SKIP = "The input of the block, skip, is added to what the branch has computed, x; the ReLU follows on the sum.";
const CLEAN = "The input of the block is added to what the branch has computed, and nothing follows: the sum goes on as it is.";
const ATTENTION =
  "The tokens are normalised, attention mixes them (each chooses from the picture which others it listens to), and the result is added to what was there.";
const TOKENS =
  "Rows and columns are exchanged, so that the MLP runs along the patches: it mixes space, in each channel by itself and in all of them alike.";
const CROSS = "One matrix along the patches, without a hidden layer: it mixes space, in every channel alike.";

export default {
  mlp: { after: MATRIX },
  stack: { before: MATRIX, after: FULL },
  norm: {
    after:
      "After the convolution stands a batch norm: it centres and scales each channel. The twin without it has nothing at this place.",
  },
  resnet: {
    before: "What the layers of the block have computed, x, goes through the ReLU and on: there is nothing else.",
    after: SKIP,
  },
  preact: { before: SKIP, after: CLEAN },
  densenet: {
    before: CLEAN,
    after: "What the layer has computed is set beside its input, as further channels, and not added to it.",
  },
  se: {
    before: "The branch ends with its second convolution and batch norm.",
    after: "At the end of the branch each channel is multiplied by a number from 0 to 1 (se), computed from the whole picture.",
  },
  mobilenet: {
    before: FULL,
    after:
      "With groups=fan_in the convolution has one 3x3 filter for each channel: it mixes space only. A 1x1 convolution for the channels follows.",
  },
  efficientnet: {
    before: "The numbers of blocks and channels are written down for each group.",
    after:
      "The number of channels of each block is multiplied by a factor, and so are the number of blocks and the picture’s size.",
  },
  vit: {
    before: "The branch of a block: norm, ReLU and convolutions, whose filters are the same for every picture.",
    after: ATTENTION,
  },
  mixer: { before: ATTENTION, after: TOKENS },
  resmlp: { before: TOKENS, after: CROSS },
  gmlp: {
    before: CROSS,
    after:
      "One half of the channels, v, mixed along the patches, multiplies the other half, u: it decides how much of it passes.",
  },
};
