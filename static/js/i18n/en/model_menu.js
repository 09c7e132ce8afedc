// What the list of models says. One table, as in page.js.
import { megabytes } from "../../lib/format.js";

export default {
  explain: {
    shipped: "Choose which models stand side by side.",
    offered:
      "Pretrained models. Download one once, and everybody on this server can look into it. A download takes the internet; without it, those that are here already can be shown.",
  },
  elsewhere: (tier) =>
    `No model of “${tier}” is on the page yet: it keeps showing what it shows until you tick one that is here.`,
  unreachable: "Without internet: the last try did not reach the hub. What is here already works all the same.",
  size: (count) => `${megabytes(count)} MB`,
  facts: (parameters, licence) => `${(parameters / 1e6).toFixed(1)} M weights · ${licence}`,
  accuracy: ({ top1, top1_side: side, top1_source: source }) =>
    source
      ? `Names ${top1.toFixed(1)} % of ImageNet's validation pictures rightly, at ${side} × ${side} pixels. Published: ${source}.`
      : "",
  from: (repository) => `The weights are ${repository} on the Hugging Face hub.`,
  download: (size) => `Download ${size}`,
  downloadLabel: (title, size) => `Download ${title}, ${size}`,
  waiting: "waiting for its turn",
  asking: "asking the hub",
  progress: (count, of, speed) => `${megabytes(count)} of ${megabytes(of)} MB${speed ? ` · ${megabytes(speed)} MB/s` : ""}`,
  progressLabel: (title) => `Download of ${title}`,
  checking: "checking",
  opening: "opening",
  cancel: "Cancel",
  cancelLabel: (title) => `Cancel the download of ${title}`,
  again: "Try again",
  absent: "not here",
  remove: "Remove",
  removeLabel: (title) => `Remove ${title} from this server`,
  other: "Another model of timm's",
  otherHint: "architecture.tag, for example resnet10t.c3_in1k",
  get: "Download",
  here: (title) => `${title} is here. Tick it to see inside.`,
  missing: (title, sentence) => `${title}: ${sentence}`,
};
