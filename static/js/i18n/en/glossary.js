// The words of the page: [word, what it means in one sentence]. A text marks one as "[[patch]]", or "[[patches|patch]]".
// Which chapter of the story shows it stands in lib/glossary.js.

export default {
  title: "Glossary",
  lead: "Every word that the page underlines with dots, in one sentence.",
  search: "Find a word",
  found: (shown, all) => `${shown} of ${all} words`,
  none: "No word here has that in its name or in its sentence.",
  more: (chapter) => `More: “${chapter}”`,
  /** The section "Who listens": the words that it needs, in the order in which they build on each other. */
  listening: "The words of this section",

  terms: {
    activation: ["activation", "A number that a model computes for the picture of now; another picture gives another one."],
    accuracy: ["accuracy", "The share of pictures, none of which was trained on, to which a model gives the right answer."],
    attention: [
      "attention",
      "A way of mixing space in which each token computes from the picture how much it takes from every other.",
    ],
    "batch-norm": [
      "batch norm",
      "Brings each channel to mean 0 and spread 1, as measured over the pictures of the training, and then gives it a scale and an offset that were learned.",
    ],
    block: ["block", "A group of layers that a model repeats, one after the other, with weights of its own each time."],
    branch: ["branch", "The layers of a residual block whose result is added to what went past them."],
    calibration: [
      "calibration",
      "How well a model’s shares agree with how often it is right: of all answers that it gives with 70 %, 70 % should be right.",
    ],
    channel: ["channel", "One of the numbers that a stage holds for each place; taken over all places, a channel is a map."],
    "channel-mixing": ["channel mixing", "Computing new channels out of all channels of one place, at each place by itself."],
    "circular-padding": [
      "circular padding",
      "Round the edge a map goes on with its opposite side, so that no place is at a border.",
    ],
    "class-token": [
      "class token",
      "A token that belongs to no patch: it listens to the patches, and a ViT that has one answers from it.",
    ],
    cnn: [
      "convolutional network (CNN)",
      "A network of filters, each of which sees a small window and is the same at all places of the picture.",
    ],
    "compound-scaling": [
      "compound scaling",
      "Making a network larger in depth, width and resolution at once, in a fixed proportion, by one number φ.",
    ],
    convolution: [
      "convolution",
      "A filter slides over all places, and at each place multiplies what is in its window with the same weights and adds up.",
    ],
    "corrected-cosine": [
      "corrected cosine",
      "How alike in direction a stage’s values are before and after: 1 = unchanged, 0 = as different as for another picture.",
    ],
    degradation: [
      "degradation",
      "A deeper plain network fits even its training pictures worse than a shallower one, although it could copy it.",
    ],
    "dense-block": ["dense block", "A block in which every layer gets the maps of all layers before it, and appends its own."],
    dependence: [
      "depends on the picture",
      "How much the shares differ from picture to picture: 0 = they are always the same, towards 1 = always others.",
    ],
    depthwise: [
      "depthwise convolution",
      "A convolution with one filter for each channel, which sees that channel alone: it mixes space only.",
    ],
    ece: [
      "ECE",
      "Expected calibration error: by how many points, on average, a model’s shares differ from how often it is right.",
    ],
    "effective-number": [
      "hears, effective number",
      "Over how many sources the shares are spread, computed as exp of their entropy: a single one counts as 1, nine heard alike as 9, nine heard unequally as fewer.",
    ],
    embedding: ["embedding", "The row of numbers that stands for something inside a model: for a patch, or for a place."],
    entropy: [
      "entropy",
      "How evenly shares are spread: 0 where one has everything, the more the more there are that have as much as the others.",
    ],
    epoch: ["epoch", "One pass of the training through all of its pictures."],
    equivariance: ["equivariance", "The picture moves, and the maps move along with it: moved back, they are as they were."],
    "equivariance-error": [
      "equivariance error",
      "The change of a stage that is left after its maps have been moved back, divided by the size of the stage: 0 = they only moved along.",
    ],
    "even-listening": ["even listening", "What each source would get if all were heard alike: 100 % divided by their number."],
    filter: ["filter, kernel", "A small window of weights that a convolution slides over all places of its input."],
    gate: [
      "gate",
      "A number, computed from the picture, with which something is multiplied: near 0 holds it back, 1 lets it pass.",
    ],
    gradient: [
      "gradient",
      "How fast one number, such as the loss, changes with each of many others when these change a little.",
    ],
    head: ["head", "One of several attentions of the same block, side by side, each with queries, keys and values of its own."],
    "hidden-state": [
      "hidden state",
      "What a recurrent network remembers of the rows that it has read: the same numbers, updated with each row.",
    ],
    "hidden-unit": ["hidden unit", "A unit between a layer’s input and its output, seen from outside by neither."],
    interaction: [
      "interaction",
      "What is left of a stage’s change when the effect of each of two patterns alone is taken away: 0 = it holds nothing about the two together.",
    ],
    invariance: ["invariance", "The picture moves, and what is computed stays as it is."],
    "invariance-error": [
      "invariance error",
      "The size of a stage’s change against the pin, divided by the size of the stage: 0 = nothing changed, 1 = as much as everything it holds.",
    ],
    jacobian: [
      "Jacobian",
      "All the rates at which outputs change when inputs change a little; its sizes, source by source, are what the shares are made of.",
    ],
    "layer-norm": [
      "layer norm",
      "Brings the numbers of one token to mean 0 and spread 1, and then gives each a scale and an offset that were learned.",
    ],
    listening: [
      "listening",
      "A place listens to another one if a change there changes its values, and the more they change, the stronger.",
    ],
    logit: ["logit", "The number that a model computes for each class before the softmax turns these numbers into shares."],
    loss: [
      "loss",
      "The number that training makes small: here the cross-entropy, minus the logarithm of the share that the right class gets.",
    ],
    lstm: [
      "LSTM",
      "A recurrent network with a second memory, which gates open and close, so that what it has read need not be overwritten at each row.",
    ],
    macs: ["MACs", "Multiply-adds, one multiplication and one addition each: how many of them a model needs for one picture."],
    map: ["map", "One channel at all places of the picture, drawn as a picture of its own."],
    "mixing-both": [
      "mixing both",
      "A step in which each new number takes from several places and from several channels at once.",
    ],
    "mixing-channels": [
      "mixing channels",
      "A step in which each place computes new channels out of its own channels, and looks at no other place.",
    ],
    "mixing-share": [
      "share",
      "How much of a place’s listening falls on one source, so that the shares of one place add up to 100 %.",
    ],
    "mixing-space": [
      "mixing space",
      "A step in which each channel is carried from place to place, and no channel looks at another.",
    ],
    mlp: [
      "multilayer perceptron (MLP)",
      "A network of dense layers, in which every unit has a weight of its own for each of its inputs.",
    ],
    "mlp-mixer": [
      "MLP-Mixer",
      "A network that mixes patches by one small MLP, the same for every channel, and channels by another, the same for every patch.",
    ],
    nll: ["NLL", "Negative log likelihood: minus the logarithm of the share that a model gave to the right class, on average."],
    "non-linearity": [
      "non-linearity",
      "A function such as ReLU after a layer, without which two layers in a row would be no more than one.",
    ],
    normalisation: [
      "normalisation",
      "Bringing numbers to mean 0 and spread 1, so that layers after it get them in a like size.",
    ],
    padding: [
      "padding",
      "What a convolution finds where its window reaches over the edge: zeros, the mirrored map, or its opposite side.",
    ],
    parameters: ["parameters", "All the numbers of a model that training has set: its weights and offsets."],
    patch: ["patch", "A square of the picture, which a model takes in as a whole."],
    pin: ["pin", "The position with which the page compares: every change is a change against it."],
    pooling: ["pooling", "Taking one number for several places: their average, or the largest of them."],
    "position-embedding": [
      "position embedding",
      "Learned numbers, others for each place, that are added to a patch’s token, because a token does not say where its patch was.",
    ],
    "query-key-value": [
      "query, key, value",
      "In attention each token makes three rows of numbers: the better its query (what it looks for) fits another token’s key (what that can be found by), the more it takes of that token’s value (what that hands on).",
    ],
    "receptive-field": ["receptive field", "The square of the picture that one number of a stage can depend on."],
    "effective-field": [
      "effective receptive field",
      "What one number of a stage does depend on, by the gradient: mostly the middle of its receptive field.",
    ],
    "recurrent-network": [
      "recurrent network",
      "A network that reads the picture row by row, with the same weights each time, and remembers by its hidden state.",
    ],
    relu: ["ReLU", "The function that keeps a number above zero and makes any other zero."],
    residual: [
      "residual network",
      "A network whose blocks add what they compute to what they got, so that each needs to learn only what is to be changed.",
    ],
    separable: [
      "separable convolution",
      "A convolution in two halves: a depthwise one mixes space, and a 1×1 one mixes channels.",
    ],
    "skip-connection": [
      "skip connection",
      "The way around a block’s layers, on which its input goes on unchanged, to be added to what they compute.",
    ],
    softmax: ["softmax", "Turns numbers into shares that add up to 1: exp of each number, divided by the sum of them all."],
    "squeeze-and-excitation": [
      "squeeze-and-excitation",
      "The means of all maps go through a small MLP, which gives each channel a gate between 0 and 1.",
    ],
    stage: [
      "stage",
      "A place in a model where the page looks, drawn as a card: what the layers up to it have made of the picture.",
    ],
    stride: [
      "stride",
      "How many places a filter moves on at once; with 2, the map that it makes has half as many rows and columns.",
    ],
    temperature: [
      "temperature",
      "A number by which a model’s logits are divided, so that its shares mean how often it is right.",
    ],
    toeplitz: [
      "Toeplitz matrix",
      "A matrix whose value depends only on how far apart two places are, and in which direction: this is what a convolution is.",
    ],
    token: ["token", "The row of numbers that stands for one patch inside a model."],
    "token-mixing": [
      "token mixing",
      "Computing each channel of every token out of that channel of all tokens: it mixes space only.",
    ],
    "top-1": ["top-1, top-5", "How often the right class comes first, or is among the best five."],
    unit: [
      "unit",
      "One number of a dense layer, computed from everything that the layer gets; it stands for no place of the picture.",
    ],
    vit: [
      "Vision Transformer (ViT)",
      "A network that cuts the picture into patches, and lets their tokens take from each other by attention.",
    ],
    weight: ["weight", "A number that an input is multiplied with: training has set it, and it is the same for every picture."],
  },
};
