// "Two objects": at which depth a model begins to see two patterns together.

export default {
  title: "Two objects",
  lead: "Two patterns on one canvas, A and B. Drag either: at which depth does each model begin to hold something about the two together, which is neither what A alone makes of a stage nor what B alone does?",
  choose: "B is",
  nothing: "nothing",
  part: "a part of the same picture",
  none: "There is one pattern now. Choose a second one above.",
  beside: "Side by side again",
  busy: "The models are asked about A, about B, about both and about neither.",
  overlap: (pixels) =>
    `A and B overlap in ${pixels} ${pixels === 1 ? "pixel" : "pixels"}: then no picture is the one and the other, and there are no values. Move one of them away.`,
  overlapping: "no value: they overlap",
  unchanged: "no value: both have left the canvas",
  apart: "they do not meet at any stage",
  meet: ({ title, at, of, last }) => `they meet at ${title}, stage ${at} of ${of}; interaction ${last} at its last stage`,
  chart: "Interaction of A and B against depth",
  depth: "depth in the model",
  interaction: "interaction",
  hover: (title) => `${title}, %{customdata}: %{y:.3g}<extra></extra>`,
  caption:
    "0: the stage holds the sum of what each pattern does alone. Open rings: 10⁻⁴ or less, no more than rounding. A convolution's patterns meet once its windows together reach from one to the other, so the first filled ring moves right as you drag them apart; attention and token mixing reach everywhere in one step.",
  how: {
    title: "How it is computed, and what it does not say",
    paragraphs: [
      "Four pictures go through each model: both patterns, A alone, B alone, and the empty canvas ∅ (all pixels 0). With a( ) for a stage's whole [[activation]], the [[interaction]] is ‖a(A+B) − a(A) − a(B) + a(∅)‖ / ‖a(A+B) − a(∅)‖: what is left of the two together when each one's own effect is taken away, relative to all that the two change.",
      "It is not a share of anything: where A and B undo each other's effect, it can be larger than 1. It says that the two met in a [[non-linearity]] at or before this stage, not what the model made of that.",
      "Places that see only one of the two make it smaller: compare the depth at which it begins rather than heights of stages of different size. A linear layer (the cutting into patches, an average) cannot make the two meet; what follows it can.",
      "Where both patterns have left the canvas, nothing changes, and there is no value; where they overlap, there is no A + B. If the picture is transformed, the transform counts as the model's first step, for all four pictures.",
    ],
  },
};
