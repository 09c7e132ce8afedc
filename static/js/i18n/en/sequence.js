// "One step at a time": recurrent networks beside a ViT that takes in all rows at once.

const waits = ({ rows, waits: waiting, at }) => `at ${rows} rows ${at} ms, where the network itself takes ${waiting} ms`;

export default {
  title: "One step at a time, or all at once",
  lead: "A [[recurrent network|recurrent-network]] reads a picture row by row, and all that it keeps is its [[state|hidden-state]]. A ViT takes in all rows at once, and each of its blocks may bring any two of them together. Two experiments: how far what was read is carried, and what a longer picture costs.",
  busy: "Reading what was measured…",
  rows: "RNN, LSTM and ViT into the rows, the RNN read row by row",
  measured: "What was measured",
  follows: "What follows",
  against: "What speaks against the story",
  lines: {
    trained: (title) => title,
    shuffled: (title) => `${title}, rows shuffled`,
    without: (title) => `${title}, trained without blank rows`,
  },
  blank: {
    title: "Blank rows after the digit",
    lead: ({ steps, batch }) =>
      `Below each digit come k black rows, and only then the answer is asked for. An RNN and an LSTM must carry what they have read through k further steps; of this ViT each row is a token, wherever it lies. All three are trained alike, with each k anew: ${steps} steps of ${batch} digits.`,
    none: "No training is in yet. “make study NAME=blank” trains the networks.",
    progress: ({ done, planned }) =>
      `${done} of ${planned} trainings are in. What is missing here is not trained yet, and a mean over fewer seeds may still move.`,
    chart: "Right answers against the number of blank rows",
    axis: "blank rows after the digit (k)",
    right: "% right of the test digits",
    hover: (title) => `${title}<br>%{x} blank rows: <b>%{y:.2f} %</b> right<extra></extra>`,
    caption: "Percent right of all test digits, mean over the seeds and their range, for each network and number of blank rows",
    network: "network",
    rows: (blank) => (blank ? `${blank} rows` : "no blank row"),
    missing: "not trained yet",
    percent: (value) => `${value} %`,
    range: (least, most, seeds) => `${least}–${most}, ${seeds} seeds`,
    oneSeed: "one seed",
    nothing: (seeds) => `nothing learnt, ${seeds} seeds`,
    one: (title, value) => `${title} ${value} %`,
    at: (blank, list) =>
      blank
        ? `Right of all test digits, trained and tested with ${blank} blank rows: ${list}.`
        : `Right of all test digits, without blank rows: ${list}.`,
    pair: (blank, mixed, plain) => `${mixed} % (${plain} %) with ${blank} blank rows`,
    shuffled: (list) =>
      `The ViT with all rows of its pictures, blank ones too, in one random order, in training and test alike (in brackets, in their own order): ${list}.`,
    without: (blank, before, after) =>
      `Trained without blank rows, then asked after ${blank} of them: ${after}; without them: ${before}.`,
    follows: {
      alike: ({ title, blank }) =>
        `${title}: with ${blank} blank rows and with none, the ranges of the seeds meet. In these trainings the distance makes no difference that could be told.`,
      less: ({ title, blank, points, train }) =>
        `${title}: with ${blank} blank rows it is right ${points} percentage points less often than with none, more than the seeds differ; of the digits that it was trained on it tells ${train} %. Trained like this, less is learnt over that distance. Whether it reads worse or carries less, these numbers do not say.`,
      unlearnt: ({ title, blanks, always, train }) =>
        `${title}, ${blanks.join(" and ")} blank rows: nothing was learnt. No training is right more often than whoever always says “1” (${always} %), and of the digits that it was trained on they tell no more (${train} %). With this recipe, in so many steps, it could not be trained over that distance. How far it could carry, that does not tell.`,
      more: ({ title, blank, points }) =>
        `${title}: with ${blank} blank rows it is right ${points} percentage points more often than with none, more than the seeds differ. The distance does not hinder it here.`,
      without:
        "What a recurrent network was not trained to carry it need not carry: the lines “trained without blank rows” show the same weights, asked later.",
    },
    against: [
      "Steps and learning rates: the same number of steps for all, and the better of two learning rates. More steps, another start of the weights or another recipe may change which distance can be learnt; these trainings do not separate the two.",
      "How they begin: both recurrent networks with orthogonal weights from state to state, the forget gates of the LSTM with a bias of 1. By that bias alone a gate keeps 0.73 of its memory at a step, 0.007 over 16 steps and 0.00004 over 32. Whether that is why the LSTM stops there was not tried.",
      "A ViT has numbers of its own for each row (its position embedding), so a longer picture is another network. A recurrent network can take its weights along to any length: the lines “trained without blank rows” do so.",
      "That the ViT’s rows may stand in any order is so by its form, not by training: with its positions shuffled in the same way, it gives the same answer.",
      "One size, one data set, one kind of distance: black rows, which bring nothing new. Rows that do could be harder to carry anything over.",
    ],
    how: "How they were trained",
    protocol: ({ steps, batch, heldOut }) =>
      `AdamW, ${steps} steps of ${batch} digits, gradients cut at norm 1, weights averaged, nothing done to the pictures but the blank rows. The learning rate is the better of 0.001 and 0.003, for each form and each k, by the first seed’s networks on ${heldOut} training digits that were held out, and 0.001 where both do equally well; the shuffled ViT has that of the ViT.`,
    rate: (blank, rate) => `${rate} with ${blank}`,
    recipe: (title, least, most, rates) =>
      `${title}: ${least === most ? least : `${least} to ${most}`} weights; learning rate ${rates} blank rows.`,
  },
  cost: {
    title: "What a longer picture costs",
    lead: "One picture of n rows. Of multiply-adds ([[MACs|macs]]) there are two kinds: weights times what comes of the picture, which grow with n, and, in attention alone, tokens times tokens, which grow with n². Beside them, how many products must wait for each other.",
    none: "Nothing was measured yet. “python -m bench.cost” counts and times it.",
    groups: { label: "Networks", alike: "of the experiment above", shipped: "shipped ones" },
    about: {
      alike: "Of much the same number of weights; a row is a token of the ViT.",
      shipped:
        "As shipped, and for longer pictures built anew: the ViT is much larger than the others, and its tokens are patches of 4 × 4 pixels, 7 for every four rows.",
    },
    macsTitle: "Multiply-adds against the rows",
    timeTitle: "Time against the rows",
    rows: "rows of the picture (n)",
    macs: "multiply-adds",
    msAxis: "milliseconds",
    ms: (value) => `${value} ms`,
    parts: {
      linear: (title) => `${title}: of weights (∝ n)`,
      quadratic: (title) => `${title}: tokens with tokens (∝ n²)`,
    },
    macsHover: (name) => `${name}<br>%{x} rows: <b>%{y:,}</b> multiply-adds<extra></extra>`,
    timeHover: (name) => `${name}<br>%{x} rows: <b>%{y:.3~g} ms</b><extra></extra>`,
    notWaiting: "RNN’s products, not waiting",
    caption:
      "Multiply-adds of both kinds, products that wait for each other, and milliseconds, for each network and number of rows",
    network: "network",
    rowsHead: (rows) => `${rows} rows`,
    table: {
      linear: "multiply-adds of weights",
      quadratic: "of tokens with tokens",
      share: "share of the latter",
      steps: "rows, one after the other",
      blocks: "blocks, one after the other",
      chain: "products that wait for each other",
      ms: "milliseconds",
      notWaiting: "the same products, not waiting: ms",
    },
    formula: (linear, quadratic) =>
      quadratic ? `multiply-adds grow with ${linear} · n + ${quadratic} · n²` : `multiply-adds grow with ${linear} · n`,
    machine: ({ cores, processor, torch, rounds, load }) =>
      `Counted on the modules in one pass. Timed on one thread of a virtual server with ${cores} cores (${processor}), PyTorch ${torch}, one picture at a time: processor time, median of ${rounds} passes, bars from the first to the third quartile.${load === null ? "" : ` Other work wanted the cores meanwhile (load ${load}), which makes such times longer and less even.`} “python -m bench.cost” repeats it.`,
    one: (title, value) => `${title} ${value}`,
    terms: ({ title, rows, linear, quadratic, share }) =>
      `${title} at ${rows} rows: ${linear} multiply-adds of weights and ${quadratic} of tokens with tokens, which are ${share} of all.`,
    turn: ({ title, rows }) =>
      rows
        ? `Of the lengths counted, ${rows} rows is the first at which the ${title}’s tokens with tokens take more than its weights.`
        : `At none of the lengths counted do the ${title}’s tokens with tokens take more than its weights.`,
    chains: ({ first, last, before, after }) =>
      `Products that must wait for each other, at ${first} rows: ${before}; at ${last} rows: ${after}.`,
    took: (rows, list) => `Time at ${rows} rows: ${list}.`,
    waiting: ({ title, first, last }) =>
      `The multiply-adds of the ${title}, but of all rows at once, so that no row waits for the one before (the answer is then of no use): ${waits(first)}; ${waits(last)}.`,
    follows: {
      linear: ({ title, rows, times }) =>
        `At a digit’s length, ${rows} rows, attention’s n² is not what costs: the ${title}’s linear term is ${times} times as large.`,
      quadratic: ({ title, rows, times }) =>
        `At ${rows} rows already attention’s n² is what costs: the ${title}’s quadratic term is ${times} times as large as the linear one.`,
      waiting: ({ least, most }) =>
        `The number of multiply-adds does not say how long they take: the same ones take ${least} to ${most} times as long when each row waits for the one before.`,
      who: ({ vit, rnn, quicker, slower, open }) =>
        [
          ...(quicker ? [`${vit} is quicker than ${rnn} at ${quicker} rows: the quartiles of their times do not meet.`] : []),
          ...(slower ? [`${vit} is slower than ${rnn} at ${slower} rows: the quartiles of their times do not meet.`] : []),
          ...(open ? [`At ${open} rows the quartiles of both meet, so who is quicker there these times do not tell.`] : []),
        ].join(" "),
    },
    against: [
      "One thread and one picture at a time. What need not wait can be spread over many cores or a graphics card, which this did not measure; several pictures at once give a recurrent network something to do side by side, too.",
      "The times hold what PyTorch spends on each of many small operations. A network compiled as one piece spends less on them, which is why the page itself runs compiled forms: the passes of the first four digit models take 2.9 ms instead of 7.3 (docs/measured.md). The networks here were timed uncompiled.",
      "While it is used, a recurrent network keeps one state however long the picture is; attention needs all tokens. Memory was not measured here.",
    ],
  },
};
