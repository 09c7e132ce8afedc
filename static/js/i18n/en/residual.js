// Every sentence of the view "Residual stream".

import { count } from "../../lib/format.js";

export default {
  title: "Residual",
  explain:
    "A [[residual block|residual]] computes F(x) from its input x and adds it: x + F(x). The layers that compute F(x) are its [[branch]]; the [[skip connection]] hands x on unchanged, around the branch; the sum that runs on from block to block is the residual stream.",
  working: "Measuring what each branch adds…",
  failed: (why) => `It did not arrive: ${why}`,
  ratio: "How much each branch adds at this picture",
  ratioAxis: "‖F(x)‖ ∕ ‖x‖",
  blockAxis: "block",
  ratioNote:
    "The size of F(x) divided by the size of x, over all values of the activations. 1: the branch adds as much as was there. The bar in full colour is the block that is opened here; click another bar to see its branch below.",
  phases: { spatial: "mixes space", channel: "mixes channels", both: "branch" },
  facts: { ratio: "size of F(x) against x", share: "x’s part of both sizes", cosine: "direction of F(x) against x" },
  shareExplain: "‖x‖ ∕ (‖x‖ + ‖F(x)‖)",
  cosine: (value) => `cosine ${value}`,
  directions: {
    along: "F(x) mostly points along x: it makes what is there larger.",
    across: "F(x) is nearly at right angles to x: it adds something that was not there.",
    against: "F(x) mostly points against x: it takes away from what is there.",
    mixed: "F(x) points partly along x and partly elsewhere.",
    opposed: "F(x) points partly against x and partly elsewhere.",
  },
  activation: (name) => `A ${name} follows on the sum: the next state is not x + F(x) but what the ${name} leaves of it.`,
  exact: "The next state is exactly x + F(x).",
  resizes: "Size and width change here, so x is what the skip connection hands on after fitting it.",
  maps: (channel) => `${channel}: x, F(x) and their sum`,
  parts: ["x, over the skip connection", "F(x), what the branch adds", "x + F(x)"],
  scale: (low, high) => `activation, one scale for all three, ${low} … ${high}`,
  lesion: "Without this branch",
  off: "Switch the branch off",
  offExplain: "Only the skip connection stays: x goes on alone, and everything else is as it is.",
  askingLesion: "Running the model without this branch…",
  askingMaps: "Reading x and F(x)…",
  columns: ["", "all branches", "this one off"],
  says: (label, share) => `says ${label} (${share})`,
  same: (label, before, after) => `Still ${label}: ${before} before, ${after} without it.`,
  other: (label, now, share) => `Now says ${now} (${share}), not ${label}.`,
  tested: (whole, less) => `Measured: ${whole} % right with all branches, ${less} % without this one.`,
  protocol: (words) => `(${words})`,
  untested: "Not measured for this model: only this picture's answer is shown.",
  hoverRatio:
    "%{customdata[1]}<br><b>%{y:.3f}</b> = %{customdata[4]} / %{customdata[3]}<br>x’s part %{customdata[2]}<extra></extra>",
  hoverAllPaths: "%{x} branches<br><b>%{y:.2%}</b> of all paths<extra></extra>",
  hoverGradient: "%{x} branches<br><b>%{y:.2%}</b> of the gradient<extra></extra>",
  paths: "Ways through the network",
  pathsNote: (n) =>
    `A path goes through each of the ${n} branches or past it, over the skip connection, which makes ${count(2 ** n)} paths. Their lengths follow Binomial(${n}, ½); the [[gradient]] of this picture's [[loss]] has a preference of its own.`,
  pathsAxis: "branches that a path goes through",
  pathsShare: "share",
  binomial: "of all paths (Binomial)",
  carried: "of the gradient (measured)",
  carriedNote: (from, to, label) =>
    `Measured exactly: the norm of the gradient, from the loss (cross-entropy of class ${label}) to the pixels, through all paths of a length, as a share of the sum over lengths. ${from} to ${to} branches hold at least 90 %. The network is taken as linear at this picture.`,
  measuring: "Measuring…",
};
