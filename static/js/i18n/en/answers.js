// What is said of a model's answers: when it is unsure, what its shares mean, which classes there are; and of the samples.

export default {
  unsure: "unsure",
  perhaps: ({ label, share }) => `perhaps ${label}, ${share}`,
  unsureOf: ({ model, label, share }) => `${model} is unsure; the most likely is ${label}, ${share}`,
  before: ({ label }) => `at the pin: unsure, perhaps ${label}`,
  without: "with that off",
  asItIs: ({ label, share }) => `with nothing off: ${label}, ${share}`,
  asItIsUnsure: ({ label, share }) => `with nothing off: unsure, perhaps ${label}, ${share}`,
  alteredSays: (says, was) => (was ? `With parts switched off, ${says}; ${was}` : `With parts switched off, ${says}`),
  changed: ({ label }) => `is unsure, perhaps ${label}`,
  guessing: (share) => `guessing: ${share}`,
  guess: (n, share) => `one of ${n} classes; guessing is right ${share}`,

  why: {
    text: "why?",
    label: (model) => `Why does ${model} say so?`,
    explain: "Opens “Why this answer” for this class: which pixels speak for it, and which against it",
  },
  nearest: ({ n }) => `${n} nearest`,
  nearestExplain: ({ n, model }) => `The ${n} classes that ${model} finds most likely, and how far it can be believed`,
  nearestLabel: ({ n, model, of }) => `${model}: the ${n} most likely of ${of} classes`,
  facts: {
    named: ({ named, right, least }) =>
      `It names ${named} of the photographs that it has not seen, and ${right} of these names are right. Where the most likely class has less than ${least}, it is unsure.`,
    never: ({ target, least }) =>
      `It is unsure of every picture: it does not reach ${target} right names, not even with the ${least} of the photographs that it is surest of.`,
    photographs: ({ n, share }) => `Of ${n} photographs of other things it calls ${share} unsure.`,
    patterns: ({ n, share }) => `Of ${n} patterns and pictures of noise it calls ${share} unsure.`,
    digits: ({ n, share }) => `Of ${n} handwritten digits in colour it calls ${share} unsure.`,
    calibrated: ({ temperature, fitted, told, before, after }) =>
      `The shares are calibrated: the softmax of its logits divided by ${temperature}, a number fitted on ${fitted} photographs. On ${told} others the highest share misses how often it is right by ${after} points on average; without that number, by ${before}.`,
    classes: (n) => `All ${n} classes, and how often each is named rightly`,
  },

  sample: {
    drawn: "Drawn for this page.",
    credit: ({ author, licence }) => `Photograph: ${author}, ${licence}.`,
    source: "Source",
    shows: (label) => `It shows: ${label}.`,
    showsNone: (n) => `None of the ${n} classes is in it.`,
    chosen: (n, model) =>
      `The first ${n} samples were chosen among those that ${model} names rightly. They do not tell how often it is right.`,
  },
};
