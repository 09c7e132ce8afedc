// Every sentence of the panel "Who listens to whom". A translation replaces this table.

export default {
  estimated: ({ probes, range }) =>
    `Estimated with ${probes} random probes: ${range} % of the shares lie elsewhere (so in 9 of 10 such estimates).`,
  computing: "How much of the answer has been computed",
  title: "Who listens to whom",
  lead: "Choose a place in the picture. Each map shows to which other places it [[listens|listening]]: the more colour, the more its values change when something changes there.",
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
      explain: "From the picture’s pixels through everything up to this stage: the same sources for all models.",
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
  plain: {
    linear: "How strongly each source enters here: the weights of the layer, so it is the same for every picture.",
    operator: "How strongly this place reacts to each place that the operation can hear, at this picture.",
    block: "How strongly this place reacts to each place of the stage before, everything in between included.",
    input: "How strongly this place reacts to each pixel of the picture, everything in between included.",
    attention: "How much of its attention this place gives to each patch, at this picture.",
    rollout: "Attention from the patches up to here: the blocks’ attention, multiplied.",
    contribution: "How much each patch brings: its attention times the size of what it carries.",
    effective: "How much one channel changes with each patch at this picture, a slope: blue raises it, orange lowers it.",
    unitWeights: "The weight of each pixel for this unit: blue raises it, orange lowers it. The same for every picture.",
  },
  maths: {
    title: "As a formula",
    shares:
      "Share of source j for place i: ‖∂yᵢ/∂xⱼ‖ ∕ Σₖ ‖∂yᵢ/∂xₖ‖, with Frobenius norms of the [[Jacobian]]’s blocks; the shares add up to 1.",
    linear: "y: output, x: input of the layer alone, without norm and skip. For a linear layer the Jacobian is its weights.",
    operator: "y: output, x: input of the operation alone, without norm and skip.",
    block: "y: this stage, x: the stage before, with norm and skip.",
    input: "y: this stage, x: the picture.",
    attention:
      "[[softmax]](q · k ∕ √width) over all [[keys|query-key-value]], for each [[head]]; the values of one query add up to 1.",
    rollout: "The product of the blocks’ matrices (mean of the heads + 1, each row divided by its sum); rows add up to 1.",
    contribution: "‖Σₕ αₕ vₕ W_O‖ over the heads h, in units of the activation.",
    effective: "∂yᵢ/∂xⱼ of one channel: W2 · diag(σ′) · W1 for a Mixer, the matrix itself for one linear layer.",
    unitWeights: "One row of the layer’s weight matrix, as a picture.",
  },
  notExplanation: "[[Attention]] says where a layer could take information from. It is not an explanation of the answer.",
  meanHead: "mean",
  wholeLayer: "whole layer",
  previous: "Previous",
  next: "Next",
  counted: { unit: "unit", channel: "channel", head: "head" },
  of: (count) => `of ${count}`,
  every: "all",
  noPositions: "No places here: a unit stands for no part of the picture, so it is the layer or a unit that listens.",
  pooled: "One place only: here all places have been averaged, and the average listens.",
  stepsTakeTwo:
    "A step takes two things at once: a new row, and the state before. Choose “block” for what it takes from the state before, or “from the picture” for every row so far.",
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
  readout: (model, from, to, value) => `${model}: ${from} listens to ${to}: ${value}`,
  readoutShare: (model, from, to, share, even) => `${model}: ${from} listens to ${to}: ${share}, ${even} × even listening`,
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
    sources: "hears, effective number",
    sourcesExplain:
      "The effective number of sources: exp of the entropy of the shares. 1 = a single source; 9 sources heard alike count as 9.",
    ofSources: (n, total) => `${n} of ${total}`,
    distance: "mean distance",
    distanceExplain: "Mean distance of what is listened to, in pixels of the picture. The mark is listening everywhere alike.",
    px: (n) => `${n} px`,
    evenly: (n) => `evenly: ${n} px`,
    dependence: "depends on the picture",
    dependenceExplain:
      "0: every sample picture is listened to alike. D = 1 − ‖E a‖² ∕ E‖a‖², a: the shares, E: the mean over the sample pictures.",
    compute: (n) => `Compute over ${n} pictures`,
    cancel: "Cancel",
    progress: (done, total, pictures) =>
      `Asking the same place in ${pictures} pictures, for “depends on the picture”: ${done} of ${total} answers.`,
    over: (n) => `“Depends on the picture” compares ${n} sample pictures at the place chosen above, each in the middle.`,
    slow: "Such rows are estimated here, a few seconds each, so “depends on the picture” is computed only when you ask for it.",
    cancelled: "Cancelled.",
    tooFew: "Needs at least two sample pictures.",
  },

  fixed: {
    title: "Fixed listening versus chosen listening",
    teaser: "The same place in two pictures: who changes whom it listens to?",
    explain:
      "The same place, the same operation, two pictures. A convolution’s and a dense layer’s listening are weights. A Mixer’s weights stay too, and its effective listening moves through its activation function, by as much as the number says. Attention chooses anew.",
    other: "Second picture",
    here: "this picture",
    weights: "its weights alone",
    weightsExplain:
      "The two matrices multiplied, |W2 W1|: what would reach this place without the activation function between them. Weights only.",
    moved: (share) => `${share} moved`,
    movedExplain:
      "Moved: the part of the shares that lies elsewhere in the second picture. 0 % = the same, 100 % = nothing in common.",
    none: "There is no second sample picture.",
    loading: "Asking both pictures …",
  },

  wall: {
    meanHover: (block) => `block ${block}, mean of the heads`,
    headHover: (block, head) => `block ${block}, head ${head}`,
    title: "Attention wall: all heads, all blocks",
    teaser: "Every head of every block at once, for the chosen patch.",
    explain:
      "Each tile is one head of one block: whom the chosen patch listens to, with the outline of the picture over it. Point at the picture, or tap it, to change the patch; point at a tile to read one value.",
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
    axisSources: "effective number of patches",
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
