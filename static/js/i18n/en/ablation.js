// Every sentence of the view "Switch off".

export default {
  title: "Switch off",
  explain:
    "Part of this [[stage]] is given other values, and everything after it is computed anew: what would the model have answered?",
  working: "Running the model with that switched off…",
  which: "What to switch off",
  parts: {
    head: "Heads",
    branch: "Branches",
    channel: "Channels",
    unit: "Units",
    position: "Places",
    whole: "The whole stage",
  },
  ordinal: { head: (n) => `head ${n}`, branch: (n) => `branch ${n}` },
  lacks: {
    head: "No heads here: nothing inside this stage attends.",
    branch: "No branches here: this stage adds nothing to what goes around it.",
    position: "No places here: its values belong to no place of the picture.",
  },
  off: (name) => `Switch off ${name}`,
  wholeOff: "Switch off the whole stage",
  places: "Places of the picture",
  placesNote:
    "Click a place, or go there with the arrow keys and press the space bar: all channels there are switched off. Again: they are back.",
  isOff: (names, more) => `Off: ${names.join(", ")}${more ? `, and ${more} more` : ""}.`,
  allOn: "All on again",
  nothing: "Nothing is switched off: choose above.",
  others: (stage) =>
    `More of this model is off in the row, in other stages: the answer here is with ${stage} alone altered, the row’s with all of it.`,
  full: (most) => `Something is off in ${most} stages already, as many as can be: switch one on again first.`,
  become: "Its values become",
  values: {
    zero: "zero",
    mean: "their mean over the samples",
    sample: (title) => `those of “${title}”`,
  },
  class: "Class",
  says: "the one that the model says",
  same: (label, before, after) => `Still ${label}: ${before} as it is, ${after} with that off.`,
  other: (label, now, share) => `Now says ${now} (${share}), not ${label}.`,
  columns: ["", "as it is", "with that off"],
  facts: {
    before: (label) => `[[logit]] of “${label}” as it is`,
    after: (label) => `logit of “${label}” with that off`,
    effect: "difference",
    share: (label) => `share of “${label}”`,
  },
  effectExplain: "Logit with that off minus logit as it is. Below 0: with that off, the logit is smaller at this picture.",
  stages: "How far each stage changes",
  stagesNote:
    "‖after − before‖ ∕ ‖before‖ over all values of a stage. 0: nothing changes; 1: the change is as large as the values were.",
  meanOf: (count) =>
    `The mean is each value’s own, over the ${count} samples of this kind of picture, each where it stands at first.`,
  rankingOf: (model, stage) => `the ranking, ${model}, ${stage}`,
  ranking: "Which one matters most for this answer?",
  rank: {
    head: (count) => `Try all ${count} heads, one at a time`,
    branch: (count) => `Try all ${count} branches, one at a time`,
    channel: (count) => `Try all ${count} channels, one at a time`,
    unit: (count) => `Try all ${count} units, one at a time`,
    position: (count) => `Try all ${count} places, one at a time`,
  },
  cancel: "Cancel",
  progress: "How many have been tried",
  done: (done, of) => `${done} of ${of}`,
  without: (share, label, says) => `then ${share} for “${label}”; says ${says}`,
  rankingNote: (label, shown, of) =>
    `Change of the logit of “${label}” when each is off alone, the largest in size first: ${shown} of ${of}. Below 0: the logit is smaller without it. Effects of several together need not add up.`,
  unusual:
    "A value that training never led to, such as a zero where there never is one, puts the network into a state it was not trained in, and the answer tells of that as well. See whether the mean and another picture’s values say the same.",
};
