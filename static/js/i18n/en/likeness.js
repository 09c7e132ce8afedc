// "What is alike": features as colours, and likeness to one place.

export default {
  title: "What is alike",
  lead: "A stage describes each place of the picture by numbers, its features. Above, places with like features have like colours; below, how alike each place is to the one under the pointer. Drag the pattern and watch what moves along.",
  place: (row, column) => `Compared with the place at row ${row}, column ${column} of the picture`,
  busy: "Computing what is alike.",
  choices: { likeBasis: "Colours", likeMean: "Likeness", likeTokens: "Tokens without a place" },
  bases: {
    row: {
      text: "one for a row",
      explain: "Stages of a model with as many features share the directions that are shown as colours",
    },
    stage: { text: "each stage its own", explain: "Each stage shows the directions along which its own places differ most" },
  },
  means: {
    with: { text: "features as they are", explain: "The cosine of the angle between the features of two places" },
    without: {
      text: "without their mean",
      explain: "The same after the mean over the stage’s places in the pinned picture is taken away",
    },
  },
  tokens: {
    off: { text: "left out", explain: "Class and register tokens are not shown" },
    on: { text: "shown", explain: "Class and register tokens stand below the maps; colours are fitted without them" },
  },
  scale: "Likeness: cosine, 1 the same direction, 0 at a right angle, −1 the opposite one; nothing where all features are 0",
  stages: (model) => `Stages of ${model}`,
  some: (shown, of) => `${shown} of ${of} stages, evenly spaced`,
  open: "Opens this stage",
  noPlaces: "No stage of this model holds features at places: each unit sees the whole picture.",
  said: (features, share, mean) => `${features} features; the colours show ${share} of their variance. Mean likeness ${mean}`,
  token: (values) => `likeness ${values}`,
  colours: (stage, share) => `${stage}: features as colours, ${share} of their variance`,
  likeness: (stage, mean) => `${stage}: likeness to the chosen place, mean ${mean}`,
  layers: {
    title: "How alike are two layers?",
    lead: "Two stages are alike if they tell the same pictures apart, whatever each of their numbers means: of every two pictures, each stage says how alike they are, and CKA says how far two stages agree in that.",
    of: "Stages of",
    beside: "with those of",
    busy: "The table is on its way.",
    pair: (model, stage, other, beside, value) => `${stage} (${model}) and ${beside} (${other}): ${value}`,
    open: (model, stage) => `Open ${stage} of ${model}`,
    map: (model, other) =>
      `Likeness of every stage of ${model}, downwards, with every stage of ${other}, to the right; arrow keys choose two`,
    note: (pictures) =>
      `Centred kernel alignment (CKA), linear and without bias, of all values of a stage, on ${pictures} test pictures that no model was trained on, none of them moved; stages of the first model downwards, of the second to the right. 1: the same but for a rotation and one scale; 0: nothing in common. It does not say that two stages compute the same, and one direction in which a few pictures stick out can make most of it.`,
  },
  how: {
    title: "How this is computed",
    paragraphs: [
      "Colours: a principal component analysis of the features of all places of the pinned picture, each minus its stage’s mean, of one stage or of all stages of a model with as many features. Red, green and blue are the values along the first three directions, from the lowest to the highest of the pinned picture, without 1 % at each end. Which of the two ends is bright is a convention: each direction is turned so that its largest entry is positive.",
      "The directions and their ends stay while the pattern moves, until another place is pinned. How much of the variance they show is that of the picture as it is now, over the places of the stage.",
      "A colour means something only within one row or stage: features of two models, or of two stages with their own colours, have nothing to do with each other.",
      "Likeness: the cosine between the features of a place and those of the chosen one, in the same stage and picture; their mean is over all places, the chosen one with its 1 among them. Under the pointer the page computes it by itself, from features divided by their length in half precision: at most 0.001 off. After a ReLU no feature is below 0, so that no likeness is, and places that share little are alike, too: without the mean that part is gone.",
    ],
  },
};
