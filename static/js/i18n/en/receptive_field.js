// Every sentence of the view "Receptive field".

export default {
  title: "Receptive field",
  explain:
    "What one position in the middle of the stage [[can depend on|receptive-field]]: the square follows from the structure alone. What it [[does depend on|effective-field]]: the [[gradient]], averaged over pictures, before and after training.",
  loading: "Following the pixels through the model…",
  stage: "Stage",
  earlier: "Earlier stage",
  later: "Later stage",
  grow: "Grow",
  stop: "Stop",
  of: (title, n, total) => `${title}, ${n} of ${total}`,
  theory: "Theoretical",
  theoryLabel: (rows, columns) => `The picture, with the theoretical receptive field: ${rows} × ${columns} pixels`,
  initial: "Effective, at initialisation",
  trained: "Effective, trained",
  fieldLabel: (when, width) => `${when}: 4σ is ${width} pixels`,
  progress: (done, of) => `${done} of ${of} pictures`,
  unknown: "This model came with its weights: how it began is not known here.",
  failed: (why) => `It did not arrive: ${why}`,
  px: (value) => `${value} px`,
  facts: { side: "side", picture: "of the picture", width: "4σ", square: "95 % of E", ratio: "4σ ∕ side" },
  whole: "whole picture",
  outside: (times) => `${times} × its side`,
  bar: "√E relative to its largest pixel, one scale for both. From a [[Jacobian]]: E is the mean over 32 pictures of Σ (∂y/∂x)², y the channels at the middle position; with more channels than random directions, single pixels are off by up to 0.1 of the scale. Solid: the theoretical square. Dashed: 4σ around the field’s centre of mass.",
  notTheory: "The square says what could matter, never how much; a square larger than the picture is normal.",
  notEffective: "The field says how strongly a small change of a pixel acts on this position, not whether it helps the answer.",
  from: (title, cause) =>
    `From “${title}” on, the square is the whole picture: ${cause}. Only the effective field can tell these stages apart.`,
  pictures: (n, probes) =>
    `The ${n} pictures are the samples, turned, zoomed and moved a little, always alike; the sum over channels is taken along ${probes} random directions.`,
  chart: "Size over depth",
  chartAxis: "pixels",
  chartHover: (name) => `%{text}<br>${name} <b>%{y:.1f} px</b><extra></extra>`,
  chartTheory: "theoretical side",
  chartInitial: "4σ, initial",
  chartTrained: "4σ, trained",
  chartPicture: "side of the picture",
  chartUniform: (value) =>
    `A field that is the same everywhere in the picture has 4σ = ${value} px; in a square of side r, 1.15 r.`,
  chartRest: "Stages you have looked at. Each takes a while for pictures of this size.",
};
