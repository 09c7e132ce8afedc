// Every sentence of "A thousand layers", in the section "The lineage".

export default {
  title: "A thousand layers",
  lead: ({ width, size, steps }) =>
    `Does depth ever stop being a limit? Networks of ${width} [[channels|channel]] from end to end, of 20, 110 and 1,002 layers, trained alike: ${steps} steps on ${size} digits. Only depth, skip connection and the place of norm and ReLU differ.`,
  loading: "Reading what the deep networks have learnt…",
  caption: "Training loss of the last steps, and wrong of the test digits, for each kind and depth",
  kind: "kind",
  layers: (n) => `${n} layers`,
  wrong: (share) => `${share} wrong`,
  loss: (value) => `loss ${value}`,
  open: ({ title, depth, loss, wrong }) =>
    `${title}, ${depth} layers: loss ${loss}, ${wrong} wrong of the test digits. Into the rows`,
  missing: "not trained yet",
  rows: (n) => `All of ${n} layers into the rows`,
  hint: "A click puts a network into the rows: its hundreds of blocks fold, and a chip above each map steps through them.",
  chart: "Training loss",
  axis: (epoch) => `cross-entropy, mean of ${epoch} steps`,
  steps: "steps",
  hover: (title) => `%{x} steps<br><b>%{y:.3f}</b><extra>${title}</extra>`,
  trained: (list) => `After the last step the training loss is: ${list}.`,
  stuck: (list) =>
    `Not trained: ${list}. That is what guessing gives (ln 10 = 2.303). More steps or another recipe may change it; this says only what these steps did.`,
  still: (list, steps) =>
    `${list}: in ${steps} steps none could be taken, and the training was ended. The gradient grows from layer to layer on its way back, and is larger than float32 can hold; the network is as it was built.`,
  each: (title, depth, loss) => `${title} ${depth} ${loss}`,
  progress: ({ done, planned }) => `${done} of ${planned} networks are trained.`,
  note: "The loss is that of the weights as they learnt, with the batch’s own statistics in the norms; what is wrong was measured on all 10,000 test digits with the weights’ moving average, as stored. One training of each: two that are close may change places with another seed.",
  ask: (n) => `Ask all ${n} networks for their gradients at your picture`,
  gradient: "Gradient through a thousand layers",
  published: {
    title: "As published",
    lead: "On photographs (CIFAR-10), with wider networks, trained in other ways: percent wrong of the test pictures.",
    model: "network",
    error: "wrong",
    source: "source",
    bottlenecks:
      "The authors’ 1,001 layers are blocks of three convolutions, two of them 1 × 1; ours of 1,002 layers are blocks of two 3 × 3. With 1,202 layers the residual network does worse than with 110: deeper is no law.",
    plain: "Of the plain network with 110 layers they say that more than 60 % were wrong (arXiv 1512.03385, Figure 6).",
  },
};
