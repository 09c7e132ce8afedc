// Every sentence of the view "Read early".

export default {
  title: "Read early",
  explain:
    "What the model would answer if it stopped after a block: everything that follows its last block ([[norm|normalisation]], pool and head) is applied to the state after each block.",
  working: "Reading each state with the model’s own head…",
  class: "Class that is followed",
  own: (label) => `the model’s answer: ${label}`,
  leads: (label, title) => `Read early, ${label} is first from “${title}” on, up to the end.`,
  behind: (label, rank, classes) => `${label} is not the model’s answer: at the end it has rank ${rank} of ${classes}.`,
  chart: "Read early: rank of the class against depth",
  depth: "state after block",
  rankAxis: (label) => `rank of ${label}`,
  rank: (rank, classes) => `${rank} of ${classes}`,
  columns: ["state after", "rank", "logit", "share", "first would be"],
  hover: "%{customdata[0]}<br>rank <b>%{y}</b>, share %{customdata[1]:.1%}<br>first: %{customdata[2]}<extra></extra>",
  noSum: (model) =>
    `${model} cannot be read early: of none of its stages was it recognised that it adds its result to what it was given, so which earlier ones hold what its head could read is not known.`,
  would: (label, share) => `${label}, ${share}`,
  steps: (model) =>
    `${model} has no blocks one above the other that could be read early. What its head says after each row of the picture is another view of an opened stage.`,
  skipped: (count) =>
    count === 1
      ? "One block with a skip connection before these hands on a state of another form, which the head cannot read."
      : `${count} blocks with skip connections before these hand on states of another form, which the head cannot read.`,
  scores: {
    softmax: "Rank: 1 has the greatest logit. Share: softmax over the logits of all classes, not calibrated.",
    sigmoid: "Rank: 1 has the greatest logit. Share: the sigmoid of the class’s own logit.",
    shares: "Rank: 1 has the greatest share. The model answers with shares, which stand as logit and share alike.",
  },
  note: "The head was trained on the state after the last block only; there the numbers are the model’s answer. On earlier states they are computed in the same way, but nothing was trained to make them right: a class that comes late here may be held earlier in a form that this head does not read.",
};
