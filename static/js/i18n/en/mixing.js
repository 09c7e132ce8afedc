// Every sentence of the panel "Who listens to whom". A translation replaces this table.

export default {
  estimated: ({ probes, error }) =>
    `estimated with ${probes} random probes, about ${Math.round(100 * error)} % of the shares lie elsewhere`,
  title: "Who listens to whom",
  lead: "Choose a place in the picture. Each map shows where that place’s values come from: the more colour, the stronger it listens there. One map’s shares add up to 100 %.",
  picker: "The place that listens. Click one, or press the arrow keys.",
  place: (row, column) => `row ${row + 1}, column ${column + 1}`,
  classPlace: "the class token",
  classToken: "class token",
  asking: "Listening",
  askClass: "Ask the class token",
  askClassExplain: "The class token belongs to no place; the ViT answers from it.",
  depth: "Depth",
  depthValue: (depth) => `${Math.round(100 * depth)} % of the way through`,
  level: "How far back",
  levels: {
    operator: {
      text: "operation",
      explain: "The operation alone that mixes space in this stage: convolution, attention, token mixing, dense layer.",
    },
    block: {
      text: "block",
      explain: "From the stage before, with norm, skip and channel mixing. A skip makes a place listen to itself.",
    },
    input: {
      text: "from the picture",
      explain:
        "From the picture’s pixels through everything up to this stage: the fairest comparison, the same sources for all.",
    },
  },
  scale: "Colours",
  scales: {
    common: { text: "common", explain: "One colour scale for all models." },
    own: { text: "own", explain: "Each map uses the whole colour range by itself." },
  },
  kind: "What is shown",
  kinds: {
    share: "mixing share",
    attention: "attention",
    rollout: "rollout",
    contribution: "value-weighted",
    effective: "effective mixing, per channel",
    unitWeights: "weights of the unit",
  },
  is: {
    share: "Jacobian at this picture",
    linear: "Jacobian of a linear layer: its weights, the same for every picture",
    attention: "attention at this picture",
    rollout: "attention, multiplied through the blocks",
    contribution: "attention × values",
    effective: "signed Jacobian at this picture",
    unitWeights: "weights: parameters, the same for every picture",
  },
  short: {
    share: "Jacobian",
    linear: "Jacobian = weights",
    attention: "attention",
    rollout: "attention",
    contribution: "contribution",
    effective: "Jacobian",
    unitWeights: "weights",
  },
  unitWeightsMeans: "weight of each pixel for this unit; blue raises it, orange lowers it",
  notExplanation: "Attention says where a layer could take information from. It is not an explanation of the answer.",
  meanHead: "mean",
  wholeLayer: "whole layer",
  previous: "Previous",
  next: "Next",
  noPositions:
    "No places here: every unit of this layer has a weight for everything, so it is the layer or a unit that listens.",
  pooled: "One place only: here all places have been averaged, and the average listens.",
  channelsOnly: "This stage mixes channels only: each place listens to itself. Choose another depth, or another level.",
  noTokens: "No class token here. A convolution keeps its places until it averages them at the end: choose a place.",
  noClassToken: "No class token at this stage: choose a place, or another depth.",
  dead: (unit) =>
    unit
      ? "This unit is silent at this picture: behind its ReLU no pixel can change it, so it has no shares. Try another unit."
      : "This place is silent at this picture: no source can change it, so it has no shares.",
  failed: (sentence) =>
    sentence ? `No answer: ${sentence}` : "The server does not answer. What is here stays; the next question tries again.",
  open: (stage) => `Open ${stage}`,
  even: "even: 1 ×",
  times: (n) => `${n} ×`,
  atLeast: (n) => `${n} × or more`,
  readout: (from, to, exact, share, even) =>
    `${from} listens to ${to}: ${exact}${share ? ` = ${share}` : ""}${even ? `, ${even} × even listening` : ""}`,
  patch: (row, column) => `patch ${row + 1}, ${column + 1}`,
  position: (row, column) => `position ${row + 1}, ${column + 1}`,
  pixel: (row, column) => `pixel ${row + 1}, ${column + 1}`,
  source: (n) => `unit ${n}`,
  whole: "the whole layer",
  average: "the average",
  unitName: (n) => `unit ${n}`,
  bar: {
    common:
      "One colour scale for all models: share ÷ even listening. At 1 × a source gets what it would if all were heard alike. The colours grow with the square root, so that faint listening shows.",
    own: "Each map has its own colours, from 0 to the number under it. They grow with the square root, so that faint listening shows.",
    beyond: " A place’s share of itself may lie beyond the scale.",
    end: (high) => `colours end at ${high} × even`,
    endSigned: (high) => `colours end at ±${high}`,
    endUnits: (high) => `colours end at ${high} activation units`,
  },
  fieldUsed: (size, side) =>
    `Dashed: it could hear ${size} × ${size} px at most (theoretical receptive field); here it hears as much as ${side} × ${side} px.`,

  table: {
    caption: "The same numbers for all",
    model: "Model, stage",
    self: "listens to itself",
    selfExplain: "Share that falls into the place’s own cell.",
    sources: "hears",
    sourcesExplain: "Effective number of sources: exp of the row’s entropy. 1 = a single source, all = every source alike.",
    ofSources: (n, total) => `${n} of ${total}`,
    distance: "mean distance",
    distanceExplain: "Mean distance of what is listened to, in pixels of the picture. The mark is listening everywhere alike.",
    px: (n) => `${n} px`,
    evenly: (n) => `evenly: ${n} px`,
    dependence: "depends on the picture",
    dependenceExplain: "D = 1 − ‖E a‖² / E‖a‖² over the sample pictures: 0 if every picture is listened to alike.",
    compute: (n) => `Compute over ${n} pictures`,
    again: "Compute again",
    cancel: "Cancel",
    progress: (done, total) => `${done} of ${total}`,
    cancelled: "Cancelled.",
    tooFew: "Needs at least two sample pictures.",
  },

  fixed: {
    title: "Fixed listening versus chosen listening",
    teaser: "Put a second picture in: who changes whom it listens to?",
    explain:
      "The same place, the same operation, two pictures. A convolution’s and a dense layer’s listening are weights. A Mixer’s weights stay too, and its effective listening shifts a little through its activation function. Attention chooses anew.",
    other: "Second picture",
    here: "this picture",
    weights: "its weights alone",
    weightsExplain: "|W2 W1|: what would reach this place if the activation function were linear. Parameters only.",
    moved: (share) => `${share} moved`,
    movedExplain:
      "How much of the listening moved: half the sum of the absolute differences between the two rows of shares: 0 % the same, 100 % nothing in common.",
    none: "There is no second sample picture.",
    loading: "Asking both pictures …",
  },

  wall: {
    meanHover: (block) => `block ${block}, mean of the heads`,
    headHover: (block, head) => `block ${block}, head ${head}`,
    title: "Attention wall: all heads, all blocks",
    teaser: "Move over the picture and watch every head of the ViT listen.",
    explain:
      "Each tile is one head of one block: whom the chosen patch listens to. Move over the picture to change the patch, move over a tile to light the two patches.",
    block: (n) => `block ${n}`,
    head: (n) => `head ${n}`,
    loading: (blocks) => `Computing the attention of ${blocks} blocks …`,
    others: (n) =>
      `${n} more ${n === 1 ? "block has" : "blocks have"} attention of another form (windows, or another grid): open them one by one.`,
    bar: (high) =>
      `Colours: attention, one scale for all tiles, 0 … ${high}, growing with the square root. 99 % of all values lie in it; higher ones take its last colour.`,
    strip: "Below each tile: what goes to the class token.",
    chart: "How far each head listens",
    chartSources: "How many each head listens to",
    distance: "distance",
    sources: "sources",
    axis: "mean attention distance, px",
    axisSources: "exp(entropy), patches",
    blocks: "block",
    evenly: (n) => `listening everywhere alike: ${n}`,
    note: "Mean over all patches as queries. The class token’s row and column are left out, and the rows divided by what remains.",
    label: "Attention of every head and block for one patch. The arrow keys choose the patch.",
    model: "Model",
    none: "None of the models shown has attention.",
    queryOf: (query, block, head, key, value) => `block ${block}, head ${head}: ${query} listens to ${key}: ${value}`,
  },

  units: {
    title: "The Mixer’s hidden units behind this place",
    teaser: "Which learned patterns of patches reach this place?",
    explain: (title) =>
      `A Mixer’s place listens through hidden units. These ${title} reach it most strongly: each picture is what the unit gathers from the patches (W1), the number is what it hands on to this place (W2). Weights: parameters, the same for every picture.`,
    unit: (n) => `unit ${n}`,
    out: (value) => `× ${value}`,
    all: (stage) => `All units of ${stage}, in pairs`,
    none: "Choose a depth where the Mixer has a block, and a place.",
    bar: (high) => `Colours: W1, 0 in the middle, ends ±${high}.`,
  },
};
