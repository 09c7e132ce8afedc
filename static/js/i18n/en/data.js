// "How much data": how the error falls with the number of training digits, form by form, and what each network looks like inside.

const PERCENT = (value) => `${value} %`;
const range = ({ mean, least, most }) => (least === most ? PERCENT(mean) : `${PERCENT(mean)} (${least}–${most})`);
const trainings = (count) => (count === 1 ? "one training" : `${count} trainings`);

export default {
  title: "How much data",
  lead: "Small forms, each trained on 100 to 60,000 digits, as far as the trainings are in, with the same number of steps at every size. Choose a point: its network comes into the row of its family, and everything that the page shows of a model can be looked at in it, on your digit.",
  busy: "The trainings are read.",
  progress: ({ done, planned }) => {
    if (!planned) return "No training is in yet. “make study NAME=data” trains the networks.";
    if (done >= planned) return `All ${planned} trainings are in.`;
    return `${done} of ${planned} trainings are in. What is missing here is not trained yet, and a mean over fewer seeds may still move.`;
  },
  chart: "Error against the number of training digits",
  switches: {
    training: { label: "Training digits", centred: "as they are", shifted: "moved, too", both: "both" },
    moved: { label: "Test digits moved by", 0: "0 px", 2: "2 px", 4: "4 px", 6: "6 px" },
    error: { label: "Error on", test: "test digits", train: "its training digits" },
  },
  axis: {
    digits: "training digits",
    wrong: "% wrong",
    train: "% wrong of its training digits",
    test: (moved) => (moved ? `% wrong of the test digits, moved by ${moved} px` : "% wrong of the test digits"),
  },
  shiftedLine: (title) => `${title}, shifts in training`,
  percent: PERCENT,
  range,
  hover: ({ title, digits, value, seeds, opens }) =>
    `${title}<br>${digits} digits: ${value}<br>${trainings(seeds)}${opens ? "<br>click: into the rows" : ""}`,
  beside: "beside the networks of its form, not in their place",
  hint: "Choose a point, or a number in the table.",
  table: {
    caption: "Percent wrong: mean over the seeds, their range, and how many there are",
    form: "Form",
    missing: "not trained yet",
    seeds: ({ least, most, seeds }) => `${least}–${most}, ${seeds} seeds`,
    oneSeed: "one seed",
    open: ({ title, digits, value }) => `${title}, ${digits} digits: ${value}. Into the rows`,
  },
  protocol: {
    still: () => "All 10,000 test digits. The band is the range of the seeds; each seed draws other training digits.",
    moved: () =>
      "Every fifth test digit, moved in the four directions; what leaves the picture is lost. The band is the range of the seeds.",
    train: ({ seen }) =>
      `The training digits themselves, as they are, at most the first ${seen}. The axis has no place for 0: such an error stands at its lower end.`,
  },
  standing: {
    title: "Networks among the rows",
    none: "No network of these curves stands among the rows yet.",
    some: "Among the rows, and in every other section:",
    facts: ({ accuracy, parameters }) => `${accuracy} right of the test digits, ${parameters} parameters`,
    drop: (title) => `Take ${title} out of the rows`,
    rows: "Look at them in the rows",
  },
  multiples: {
    title: "The same weights along the curve",
    lead: "What the first layer has learnt from so many digits, what positions have in common, and how tokens are mixed.",
    label: "Weights of the networks, by number of training digits",
    form: "Form",
    busy: "The weights are read.",
    three: (sizes) => `${sizes.join(", ")} digits: side by side in the rows`,
    wrong: (percent) => `${percent} % wrong`,
    at: (digits) => `${digits} digits`,
    after: (steps) => `after ${steps} steps`,
    picture: {
      units: "Input weights of the first units",
      kernels: "Filters of the first layer",
      positions: "Similarity of positions",
      tokens: "Input weights of the first token mixing",
      patches: "First matrix over the patches",
    },
    note: "The network of seed 0. Each wall of weights has its own scale, symmetric around 0; similarity of positions is a cosine, −1 to 1, one tile for each position.",
  },
  during: {
    title: "While it was trained",
    lead: "The same form with all 60,000 digits, moved ones among them, after so many steps: its weights, whom the middle place listens to on your digit, and its errors on every fifth test digit.",
    missing: "The networks of this form’s training are not in yet.",
    slider: "Steps",
    steps: (steps) => `${steps} steps`,
    load: "Into the rows",
    says: ({ label, share }) => `Of the digit as it stands it says ${label}, ${share}.`,
    listens: "Whom the middle place of a late stage listens to (share of its sources), on this digit",
    moved: (moved) => (moved ? `moved by ${moved} px` : "not moved"),
    axis: "steps, unevenly spaced",
    wrong: "% wrong of the test digits",
    hover: (moved) => `%{customdata}, ${moved ? `moved by ${moved} px` : "not moved"}: %{y:.1f} % wrong<extra></extra>`,
  },
  said: {
    measured: "What was measured",
    early: "Too few trainings are in to compare forms.",
    one: (title, wrong) => `${title} ${wrong} %`,
    at: (digits, list) => `Wrong of all test digits after ${digits} training digits, none moved: ${list}.`,
    apart: ({ few, many, first, last }) =>
      `After ${few} digits the largest of these errors is ${first.times} times the smallest (${first.worst}, ${first.best}), after ${many} digits ${last.times} times (${last.worst}, ${last.best}).`,
    training: (digits, list) => `Wrong of their own ${digits} training digits: ${list}.`,
    shifts: (digits, moved, without, trained) =>
      `Wrong of test digits moved by ${moved} px, after ${digits} digits: ${without}; with moved digits in training: ${trained}.`,
    noDoublings: "Whether more steps would change these errors is not measured yet: no training of twice the steps is in.",
    doubled: (title, digits, once, twice) => `${title} after ${digits} digits ${once} % and ${twice} %`,
    within: (list) => `With once and twice the steps, and so near that the seeds differ more: ${list}.`,
    beyond: (list) =>
      `With once and twice the steps, and further apart than the seeds: ${list}. For these the number of steps matters.`,
    order: (digits, once, twice) =>
      `After ${digits} digits, from the smallest error to the largest: ${once}; with twice the steps: ${twice}. This order hangs on the number of steps, too.`,
    follows: {
      title: "What follows",
      below:
        "Where one line lies below another at the same number of digits, that network made fewer errors with the same data. It is a statement about these networks, at this size and trained like this.",
      nearer:
        "From few digits to many the smallest and the largest error come nearer to each other: within these sizes, the more data there is, the less these forms differ.",
      parting:
        "From few digits to many the smallest and the largest error do not come nearer to each other: within these sizes more data does not make these forms alike. Whether far more would, these trainings cannot say.",
      shifted:
        "Where a line with moved test digits comes down only when the training has moved digits, too, the form itself does not bring what shifts ask for.",
    },
    against: {
      title: "What speaks against the story",
      list: [
        "Steps: a form that learns slowly looks as if it needed more data. The steps are the same at every size; what twice as many change stands above, as far as it is measured.",
        "Augmentation can change as much as form: moved digits in training change these errors more than another form may, and a recipe alone took ResMLP-S12 on ImageNet from 69.2 to 76.6 % (arXiv:2105.03404).",
        "Digits are easy: 28 x 28 grey pixels, ten classes, all of one size and centred. Nothing here says how the same forms compare on photographs.",
        "The networks are small and not equally large, and one recipe serves them all but for the learning rate: another size or recipe may change who is ahead.",
        "With few digits, two draws of them can differ more than two forms: the bands show it, and two or three seeds are few.",
      ],
    },
    how: "How they were trained",
    protocol: ({ held_out: heldOut }) =>
      `AdamW, batches of 50, weights averaged, no augmentation but the shifts (up to 6 px). The digits of a seed are nested: the first 100 are among the first 300. The learning rate of each form was chosen on ${heldOut} training digits that were held out, never on test digits. Weights are measured as they are stored, in float16.`,
    recipe: ({ title, parameters, steps, rate }) =>
      `${title}: ${parameters} parameters, ${steps} steps, learning rate ${rate}.`,
  },
  published: {
    title: "Beside it: what papers report",
    lead: "ImageNet top-1 accuracy in percent after pre-training on more and more photographs. Only figures that stand in a table of the paper; no curve is traced off a picture.",
    model: "Model",
    columns: { imagenet: "ImageNet, 1.3 M", imagenet21k: "ImageNet-21k, 14 M", jft: "JFT, 300 M" },
    groups: {
      vit: "Vision Transformer:",
      mixer: "MLP-Mixer:",
      recipe: "Vision Transformers, trained again with a modern recipe:",
      deit: "DeiT, a Transformer of the same kind on ImageNet alone, as reported in",
    },
    law: "It is no law: ViT-B/16 has 77.91 in the first table and 79.67 with a modern recipe, both on ImageNet alone: the recipe differs, the data do not.",
    note: "Sizes of pictures and recipes differ from table to table: compare along a line, not across tables.",
  },
};
