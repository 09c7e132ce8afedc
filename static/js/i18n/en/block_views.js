// Sentences of the views that belong to one kind of block.

export default {
  dense: {
    title: "Dense",
    working: "Reading the maps of all layers before…",
    explain:
      "Nothing is overwritten: this layer gets the maps of all layers before it, one above the other, and appends its own. Concatenation, not addition.",
    gets: (title, n) => `What ${title} gets: ${n} maps`,
    channels: (first, last) => (first === last ? `channel ${first}` : `channels ${first}–${last}`),
    adds: (narrow, kernel, fresh) =>
      `→ batch norm, ReLU, 1x1 convolution to ${narrow} channels, batch norm, ReLU, 3x3 convolution: ${fresh} new maps, appended below.`,
    mean: "mean |w|",
    stackCaption: (low, high) =>
      `Activations as recorded for this picture, one scale for the whole stack, ${low} … ${high}. The bar is the mean |w| of this layer’s 1x1 weights on those channels, 0 … the largest of them.`,
    heat: "Who is used: mean |w| from each source to each layer",
    heatCaption: (n, layers) =>
      `Weights, the same for every picture: Σ|w| over the 1x1 convolution’s weights between source and layer, divided by their number. They act on what batch norm and ReLU made of the maps; the norm’s gain is not in them. ${layers} layers have ${layers}·${layers + 1}/2 = ${n} connections. Click a column to open that layer.`,
    target: "layer",
    open: (title) => `Open ${title}`,
    tile: (source, channel) => `${source}, channel ${channel}`,
    hover: "%{y} → %{x}<br>mean |w| <b>%{text}</b><extra></extra>",
  },
  gates: {
    title: "Gates",
    working: "Reading the gates…",
    explain:
      "A number from 0 to 1 for each channel, computed from the whole picture, multiplies that channel’s map. So a gate is global: one such block, and every output depends on every pixel.",
    axis: "channels, largest gate of this picture first",
    gate: "gate",
    mine: "this picture",
    average: (label) => `average of the ${label}s, the class it says`,
    range: "smallest and largest class average",
    protocol: (text) => `Averages: ${text}.`,
    without: (why) => `Without the classes’ averages: ${why}`,
    inside: (n) => `These ${n} channels are inside the block, where it is wide; the maps on the left are its output.`,
    readout: (channel, gate, average) =>
      `channel ${channel}: gate ${gate}${average === null ? "" : `, class average ${average}`}`,
    point: "Point at a gate to light its channel; click it to take it apart.",
    map: (channel) => `channel ${channel} of this stage`,
    formula: (channel) => `s = σ(W2 δ(W1 z + b1) + b2), for channel ${channel}`,
    z: (n) => `z: the mean of each of ${n} maps`,
    hidden: (r, act) => `hidden ${r}: ${act}`,
    sum: (n) => `the sum of ${n} products and the bias`,
    product: (channel, r) => `W2[${channel}, ${r}] × hidden ${r}`,
    hover: "channel %{customdata}<br>gate <b>%{text}</b><extra></extra>",
    bias: "bias b2",
    sigma: "σ",
    recorded: "recorded",
  },
  separable: {
    title: "Separable",
    working: "Reading the filters…",
    explain:
      "A convolution in two halves: thin filters mix space, one channel at a time; 1x1 columns mix channels, one position at a time. The Mixer does the same with token mixing and channel mixing.",
    space: (n) => `Space: ${n} thin filters`,
    spaceNote: (k) => `Each ${k}x${k} filter sees one channel only: this is token mixing, local and the same at every place.`,
    channels: (n, m) => `Channels: ${n} columns of ${m} weights`,
    channelsNote:
      "Each column is what one output channel takes from each input channel, at each position by itself: this is channel mixing. Click a filter or a column to open its channel.",
    costs: "What it costs: multiply-adds for one picture",
    thin: "thin filters",
    columns: "1x1 columns",
    both: "together",
    full: "a full convolution instead",
    ratio: "ratio",
    weights: (own, full) => `Weights: ${own} in place of ${full}.`,
    caveat:
      "A full convolution with K[n, m] = P[n, m] · D[m] computes the same where nothing stands between the halves; this block has batch norm and ReLU there.",
    number: "One value as its exact sum",
    letters: (k, m, n, f) =>
      `K = ${k} kernel side · M = ${m} channels in · N = ${n} channels out · F = ${f} positions a side of the output`,
    filter: (i, low, high) => `channel ${i}: ${low} to ${high}`,
    cell: (i, row, column, value) => `channel ${i}, ${row}, ${column}: ${value}`,
    connection: (to, from, value) => `out ${to}, in ${from}: ${value}`,
    weight: (note) => `Weights, symmetric around 0. ${note}`,
  },
  scaling: {
    title: "Scaling",
    working: "Counting what the network costs…",
    explain:
      "Depth, width and resolution, each by a factor of its own, or together by one number φ: α^φ times the layers, β^φ times the channels, γ^φ times the pixels a side. The cost is counted on the real architecture.",
    phi: "φ: all three together",
    depth: "depth, α^φ",
    width: "width, β^φ",
    resolution: "resolution, γ^φ",
    constants: (a, b, c, product) =>
      `α = ${a}, β = ${b}, γ = ${c} (arXiv 1905.11946): α · β² · γ² = ${product}, so each step of φ costs about that many times as much.`,
    names: {
      parameters: "parameters",
      macs: "MACs",
      side: "pixels a side",
      blocks: "blocks",
      channels: "channels",
      growth: "MACs against φ = 0",
    },
    times: (times) => `${times} ×`,
    growth: (times, expected) => `${times} × (α·β²·γ² to the φ: ${expected})`,
    rounded:
      "Blocks are rounded up, channels to multiples of four: so the cost comes in steps and does not follow the power exactly.",
    chart: "What was trained: test error against cost",
    axisX: "MACs for one digit (logarithmic)",
    axisY: "test error, % of 10,000 digits",
    scaled: "scaled networks, trained",
    others: "other models, trained",
    here: "these factors",
    hover: "%{customdata}<br>%{x:,} MACs<br>error <b>%{y} %</b><extra></extra>",
    note: "Errors from the models’ cards: measured, one seed each. A vertical line without a point on it has not been trained, so nothing is claimed for it.",
  },
  patchmatrix: {
    title: "Patch matrix",
    working: "Reading the matrices…",
    explain:
      "The learned matrix that mixes patches, as pictures over the patch grid. Parameters: the same for every picture. Choose a patch, and see with which weight every patch goes into it.",
    matrix: "weights: a row of the matrix for each patch",
    units: "weights: the input weights W1 of each hidden unit, paired as in the Mixer paper",
    toeplitz: "Toeplitz-ness",
    toeplitzNote:
      "Do pairs of patches that lie alike have equal weights? Correlation of the rows after undoing their offset, over all pairs: 1 for a convolution, about 0 for a matrix without any regard for distance and direction. The second number leaves out each patch’s weight on itself.",
    withSelf: "all",
    withoutSelf: "without itself",
    beside: "Beside",
    query: "Query patch",
    rowNote: (title, what, end) => `${title}: ${what}. Strongest weight: ${end}`,
    product:
      "what reaches this patch from each other one through both layers of the mixing MLP (W2 W1), as if there were no activation function between them",
    itself: "the weights with which every patch goes into this one",
    hiddenUnit: (n) => `hidden unit ${n}`,
    intoPatch: (n) => `into patch ${n}`,
    span: (name, low, high) => `${name}: ${low} to ${high}`,
    readout: (row, column, value) => `from patch ${row}, ${column}: weight ${value}`,
    families: "The families in figures",
  },
};
