// What is said of a model's answers: when it is unsure, what its shares mean, which classes there are. One table, as in page.js.

export default {
  unsure: "unsure",
  perhaps: "perhaps {label}, {share}",
  "unsure.label": "{model} is unsure; the most likely is {label}, {share}",
  "before.unsure": "at the pin: unsure, perhaps {label}",
  "changed.unsure": "is unsure, perhaps {label}",
  guess: "one of {n} classes; guessing is right {share}",

  nearest: "{n} nearest",
  "nearest.explain": "The {n} classes that {model} finds most likely, and how far it can be believed",
  "nearest.label": "{model}: the {n} most likely of {of} classes",
  "facts.named":
    "It names {named} of the photographs that it has not seen, and {right} of these names are right. Where the most likely class has less than {least}, it is unsure.",
  "facts.never":
    "It is unsure of every picture: it does not reach {target} right names, not even with the {least} of the photographs that it is surest of.",
  "facts.photographs": "Of {n} photographs of other things it calls {share} unsure.",
  "facts.patterns": "Of {n} patterns and pictures of noise it calls {share} unsure.",
  "facts.digits": "Of {n} handwritten digits in colour it calls {share} unsure.",
  "facts.calibrated":
    "The shares are calibrated: the softmax of its logits divided by {temperature}, a number fitted on {fitted} photographs. On {told} others the highest share misses how often it is right by {after} points on average; without that number, by {before}.",
  "facts.classes": "All {n} classes, and how often each is named rightly",

  "sample.drawn": "Drawn for this page.",
  "sample.credit": "Photograph: {author}, {licence}.",
  "sample.source": "Source",
  "sample.shows": "It shows: {label}.",
  "sample.shows.none": "None of the {n} classes is in it.",
  "sample.chosen":
    "The first {n} samples were chosen among those that {model} names rightly. They do not tell how often it is right.",
};
