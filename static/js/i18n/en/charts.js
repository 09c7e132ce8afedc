// Every sentence of the charts and the shift map.

export default {
  title: "How much each stage changed",
  depth: "depth in the model: 0 is the input, 1 the answer",
  measures: {
    invariance: {
      title: "invariance error",
      text: "how much the activations differ from the pinned ones, the move not undone; 0 = the same, 1 = as large as the activation itself",
    },
    equivariance: {
      title: "equivariance error",
      text: "how much they differ after the move is undone on the stage’s own grid; 0 = the maps only moved along",
    },
    cosine: {
      title: "corrected cosine",
      text: "how alike they are in direction: 1 = unchanged, 0 = as different as another picture",
    },
  },
  definition: (title, meaning) => `${title}: ${meaning}.`,
  scene: {
    second: "One of the two patterns has moved without the other: this is no move of the picture, so nothing is moved back.",
    transform: "The picture reaches the models transformed: this is no move of the picture, so nothing is moved back.",
  },
  gaps: (list) => `No value: ${list}.`,
  gapGrid: (names) => `${names} have no grid to undo a move on`,
  gapStride: (dx, dy, names) => `a move of ${dx}, ${dy} px is no whole number of cells in ${names}`,
  drag: "Nothing has been moved yet. Drag the picture, or press an arrow key, and each stage’s line rises by as much as it changes.",
  example: (dx, dy) =>
    `An example, faint: the picture moved by ${dx}, ${dy} px. Drag it yourself, and the lines show your own move.`,
  depthHover: (model) => `%{customdata}<br><b>%{y:.3~g}</b><extra>${model}</extra>`,

  terms: {
    title: "Invariance and equivariance",
    invariance: {
      term: "Translation invariance",
      text: "The picture moves, and what is computed stays as it is: [[invariance error]] 0.",
    },
    equivariance: {
      term: "Translation equivariance",
      text: "The picture moves, and the maps move along with it; moved back, they are as before: [[equivariance error]] 0.",
    },
    lead: {
      example: (dx, dy) => `What the numbers say, for the example of ${dx}, ${dy} px:`,
      now: (dx, dy) => `What the numbers say, for this move of ${dx}, ${dy} px:`,
    },
    along: (model, stage, still, back) =>
      `${model}: ${stage} differs by ${still} where it stands, and by ${back} once its maps are moved back. So most of the difference is that its maps moved along (equivariance).`,
    apart: (model, stage, still, back) =>
      `${model}: ${stage} differs by ${still} where it stands, and still by ${back} once its maps are moved back. So its maps did not simply move along.`,
    between: (model, stage, still, stride) =>
      `${model}: ${stage} differs by ${still}. This is no move by whole cells of ${stride} px, so its maps cannot be moved back.`,
    placeless: (model, stage, still) =>
      `${model}: ${stage} differs by ${still}. It has units in place of maps, so nothing can move along.`,
    pooled: (stage, before, after) =>
      `Before the average over all places the difference is ${before}, after it ${after} (${stage}). An average over all places does not depend on where something stands (invariance).`,
    unpooled: (stage, before, after) =>
      `Before the average over all places the difference is ${before}, after it ${after} (${stage}).`,
    last: (stage, value) => `Its last stage, ${stage}, differs by ${value}.`,
  },

  saw: "Change against dx, one stage",
  sawAxis: "dx, pixels (dy as pinned)",
  sawNote: (stages) =>
    `The middle row of the shift map, at ${stages.join(", ")}. Dips at multiples of a stage’s cell size are its [[stride]] or [[patch]] size.`,
  sawStage: (model, stage) => `${model} ${stage}`,
  sawHover: (model, stage) => `dx %{x}<br><b>%{y:.3~g}</b><extra>${model}, ${stage}</extra>`,

  accuracy: "Test accuracy under shift",
  accuracyAxis: "shift, pixels",
  accuracyHover: (model) => `shift %{x} px<br><b>%{y:.1f} %</b><extra>${model}</extra>`,
  percent: "correct, %",
  protocol: {
    digits:
      "Measured on every fifth of MNIST’s 10,000 test digits, moved right, left, down and up by that many pixels (mean of the four); what leaves the picture is lost.",
    photos:
      "Measured on every fifth of Tiny ImageNet’s 10,000 validation pictures, moved right, left, down and up by that many pixels (mean of the four); what leaves the picture is lost.",
    other: "From the models’ cards.",
  },
  dashed: "Dashed: the same form, trained with moved pictures, too.",
  right: (model, share) => `${model} ${share} %`,
  still: (list) => `Not moved, they are right this often: ${list}.`,
  shifted: (shift, list) => `Moved by ${shift} px: ${list}.`,
  trained: (shift, list) => `Trained with moved pictures, and moved by ${shift} px: ${list}.`,
  flat: "The flatter a line, the less it matters to a model’s answers where the picture stands: an answer that stays is translation invariant.",

  map: {
    title: "Shift map",
    explain:
      "Every position of the picture at once: each cell is one move, its colour how much the stage changed. Click a map to move the picture there.",
    of: (picture, dx, dy) => `${picture}, compared with its place at ${dx}, ${dy}.`,
    own: "Your picture",
    compute: "Compute",
    again: "Compute again",
    cancel: "Cancel",
    cancelled: "Cancelled.",
    large: (positions) =>
      `These models are large: to run them at ${positions} positions takes minutes, so that begins only when you ask for it.`,
    begins: (positions) => `Running each model at ${positions} positions …`,
    behind: (picture, dx, dy) => `Grey: these maps belong to ${picture}, compared with its place at ${dx}, ${dy}.`,
    quantity: "Show",
    quantities: { change: "change of a stage", probability: "probability of the pinned answer" },
    depths: { first: "first", middle: "middle", last: "last", opened: (title) => `like ${title}, opened` },
    label: (title) => `${title}: move the picture with the arrow keys`,
    probability: (label) => `probability of “${label}”`,
    stage: "Stage",
    progress: (done, total) => `${done} of ${total} positions`,
    none: "no value here",
    read: (model, what, dx, dy, value) => `${model}, ${what}, dx ${dx}, dy ${dy}: ${value}`,
    note: (quantity) => `${quantity}, one scale for all models; dx to the right, dy down, pixels.`,
    hatched: "Hatched: no value, the move is no whole number of this stage’s cells, or the stage has none.",
  },
};
